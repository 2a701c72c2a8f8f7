namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Disposes what was created for one call.</summary>
internal static class Disposal
{
    public static ValueTask Of(object instance)
    {
        if (instance is IAsyncDisposable asynchronous)
            return asynchronous.DisposeAsync();
        (instance as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
