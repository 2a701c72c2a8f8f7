using TorchSharp;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace Fuse3D.TorchExtensions;

/// <summary>
/// Mixed precision on this thread until disposed, on this thread: libtorch runs products and convolutions in a shorter type, and leaves
/// float32 what needs it. The choice of operators is libtorch's for the device; on the CPU layer norms and softmax are float32 besides.
/// </summary>
/// <remarks>
/// Shorter copies of weights are kept for further uses until the outermost scope ends, so weights must not change inside one.
/// A backward belongs outside. Scopes of a thread end in the order opposite to their beginning.
/// </remarks>
public sealed unsafe class Autocast : IDisposable
{
    [ThreadStatic] private static Autocast? _innermost;

    private readonly int[] _previous = new int[3];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly DeviceType _device;
    private readonly Autocast? _outer;
    private bool _ended;

    private Autocast(DeviceType device, bool on, ScalarType type)
    {
        fixed (int* previous = _previous)
            NativeError.ThrowIfFailed(Shim.ts_autocast_enter((int)device, on ? 1 : 0, (int)type, previous));
        (_device, _outer) = (device, _innermost);
        _innermost = this;
    }

    /// <param name="device">of the tensors concerned: CPU or CUDA; those of others compute as before</param>
    /// <param name="type">BFloat16, or on CUDA also Float16</param>
    /// <exception cref="ArgumentException">another device or type</exception>
    public static Autocast On(DeviceType device, ScalarType type)
    {
        ScalarType[] allowed = device switch
        {
            DeviceType.CPU => [ScalarType.BFloat16],
            DeviceType.CUDA => [ScalarType.BFloat16, ScalarType.Float16],
            _ => throw UnknownDevice(device),
        };
        return allowed.Contains(type)
            ? new(device, on: true, type)
            : throw new ArgumentException($"mixed precision on {device} in {type}; allowed: {string.Join(", ", allowed)}", nameof(type));
    }

    /// <summary>No mixed precision, inside a scope of it.</summary>
    /// <exception cref="ArgumentException">a device that is neither CPU nor CUDA</exception>
    public static Autocast Off(DeviceType device) => new(device, on: false, State(device).Type);

    /// <summary>The shorter type that this thread's operators use on a device now; null: none.</summary>
    /// <exception cref="ArgumentException">a device that is neither CPU nor CUDA</exception>
    public static ScalarType? TypeOn(DeviceType device) => State(device) is (true, var type) ? type : null;

    /// <summary>Makes the state what it was before this scope.</summary>
    /// <exception cref="InvalidOperationException">another thread, or a scope inside this one still lasts; the state stays</exception>
    public void Dispose()
    {
        if (_ended)
            return;
        if (Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException(
                $"mixed precision of thread {_thread} was ended on thread {Environment.CurrentManagedThreadId}; do not await inside it");
        if (_innermost != this)
            throw new InvalidOperationException("a scope of mixed precision was ended while one inside it lasts; end that one first");
        (_ended, _innermost) = (true, _outer);
        fixed (int* previous = _previous)
            NativeError.ThrowIfFailed(Shim.ts_autocast_exit((int)_device, previous));
    }

    private static (bool On, ScalarType Type) State(DeviceType device)
    {
        if (device is not (DeviceType.CPU or DeviceType.CUDA))
            throw UnknownDevice(device);
        int on, type;
        NativeError.ThrowIfFailed(Shim.ts_autocast_state((int)device, &on, &type));
        return (on != 0, (ScalarType)type);
    }

    private static ArgumentException UnknownDevice(DeviceType device) =>
        new($"mixed precision on {device}; allowed: {DeviceType.CPU}, {DeviceType.CUDA}", nameof(device));
}
