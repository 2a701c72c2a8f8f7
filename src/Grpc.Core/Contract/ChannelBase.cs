namespace Grpc.Core;

/// <summary>A connection, or several, to a service.</summary>
public abstract class ChannelBase
{
    /// <param name="target">Where the channel leads to.</param>
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>Where the channel leads to.</summary>
    public string Target { get; }

    /// <summary>Makes what clients start calls with.</summary>
    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Closes the channel.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    /// <summary>Closes the channel; the default has nothing to close.</summary>
    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
