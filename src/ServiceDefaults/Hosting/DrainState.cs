namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>How far a service is on its way out: serving, announced, refusing.</summary>
public sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _announced = new(), _refusing = new();

    /// <summary>Health says "not serving"; calls are still taken.</summary>
    public CancellationToken Announced => _announced.Token;

    /// <summary>New calls and new frames are refused; those in flight finish.</summary>
    public CancellationToken Refusing => _refusing.Token;

    public void Announce() => _announced.Cancel();

    public void Refuse()
    {
        _announced.Cancel();
        _refusing.Cancel();
    }

    public void Dispose()
    {
        _announced.Dispose();
        _refusing.Dispose();
    }
}
