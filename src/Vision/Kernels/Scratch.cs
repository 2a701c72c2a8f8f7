using System.Buffers;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Kernels;

/// <summary>Rented float memory, pinned and aligned to a cache line, for the inner loops.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    private const int LineBytes = 64;
    private readonly float[] _rented;
    private GCHandle _pin;

    public Scratch(long length)
    {
        _rented = ArrayPool<float>.Shared.Rent(checked((int)length + LineBytes / sizeof(float)));
        _pin = GCHandle.Alloc(_rented, GCHandleType.Pinned);
        At = (float*)((_pin.AddrOfPinnedObject() + LineBytes - 1) & ~(nint)(LineBytes - 1));
    }

    /// <summary>The first value; contents are whatever was there.</summary>
    public float* At { get; }

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_rented);
    }
}
