using System.Buffers;

namespace Grpc.Core.Wire;

/// <summary>A piece of memory from <see cref="BlockPool"/>, filled from the front, that can be linked to the next piece.</summary>
internal sealed class Block(byte[] array) : ReadOnlySequenceSegment<byte>
{
    public byte[] Array { get; } = array;

    /// <summary>Bytes filled.</summary>
    public int Used { get; set; }

    public Block? NextBlock => (Block?)Next;

    public Memory<byte> Free => Array.AsMemory(Used);

    public void Append(Block next) => Next = next;

    /// <summary>Makes the filled part visible as a segment that starts at this position of its sequence.</summary>
    public void Seal(long position)
    {
        Memory = Array.AsMemory(0, Used);
        RunningIndex = position;
    }

    public void Reset()
    {
        Used = 0;
        Next = null;
        Memory = default;
    }
}
