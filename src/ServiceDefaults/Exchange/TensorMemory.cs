using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>The bytes of a CPU tensor as memory, so that a message can carry them without a copy.</summary>
/// <param name="tensor">contiguous; owned from now on</param>
internal sealed unsafe class TensorMemory(torch.Tensor tensor) : MemoryManager<byte>
{
    private readonly int _length = tensor.bytes.Length;

    public override Span<byte> GetSpan() => tensor.bytes;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length);
        return new((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes)) + elementIndex);   // native memory: it never moves
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => tensor.Dispose();
}
