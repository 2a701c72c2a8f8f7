using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace Fuse3D.TorchExtensions;

/// <summary>A collective on its way. Wait for it before its tensor is used; disposing neither waits nor stops it.</summary>
public sealed class Collective : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private readonly CollectiveHandle _handle;
    private readonly TimeSpan _timeout;

    internal Collective(CollectiveHandle handle, TimeSpan timeout)
    {
        _handle = handle.IsInvalid ? throw Failure() : handle;
        _timeout = timeout;
    }

    /// <summary>Whether it has ended, well or not; <see cref="Wait()"/> then returns, or throws, at once.</summary>
    public bool IsCompleted => Shim.ts_collective_ended(_handle) is int ended and >= 0 ? ended != 0 : throw Failure();

    /// <summary>Waits as long as the group allows.</summary>
    /// <exception cref="TimeoutException">a process did not take part in time</exception>
    /// <exception cref="ExternalException">it failed, with libtorch's message: a process has gone</exception>
    public void Wait() => Wait(_timeout);

    /// <summary>Waits for a time of 1 ms to 24 h. A collective that was not done in it goes on, up to the group's timeout.</summary>
    public void Wait(TimeSpan timeout)
    {
        if (Shim.ts_collective_wait(_handle, Milliseconds(timeout)) < 0)
            throw Failure();
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The timeout for the shim, where 0 would be none.</summary>
    internal static long Milliseconds(TimeSpan timeout)
    {
        if (timeout < TimeSpan.FromMilliseconds(1) || timeout > Longest)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "allowed: 1 ms to 24 h");
        return (long)timeout.TotalMilliseconds;
    }

    /// <summary>The exception for the last failure: libtorch and gloo tell a timeout from others only by their text.</summary>
    internal static Exception Failure()
    {
        Exception last = NativeError.Last();
        bool timedOut = last.Message.Contains("timed out", StringComparison.OrdinalIgnoreCase)
            || last.Message.Contains("timeout", StringComparison.OrdinalIgnoreCase);
        return timedOut ? new TimeoutException(last.Message) : last;
    }
}
