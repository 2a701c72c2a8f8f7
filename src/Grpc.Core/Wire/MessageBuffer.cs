using System.Buffers;

namespace Grpc.Core.Wire;

/// <summary>The bytes of a message in pooled blocks: written piece by piece, then read as a sequence. Memory grows with what is written.</summary>
/// <remarks>Not for several threads at once. <see cref="Clear"/> gives the blocks back; sequences taken before are invalid then.</remarks>
internal sealed class MessageBuffer : IBufferWriter<byte>, IDisposable
{
    private Block? _first;
    private Block? _last;
    private long _expected;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Says how many bytes will come, so that blocks of the right size are taken.</summary>
    public void Expect(long bytes) => _expected = bytes;

    public Memory<byte> GetMemory(int sizeHint = 0) => BlockFor(sizeHint).Free;

    public Span<byte> GetSpan(int sizeHint = 0) => BlockFor(sizeHint).Free.Span;

    public void Advance(int count)
    {
        Block last = _last ?? throw new InvalidOperationException("Advance was called before memory was asked for.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)last.Free.Length, nameof(count));
        last.Used += count;
        Length += count;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> free = GetSpan();
            int n = Math.Min(free.Length, bytes.Length);
            bytes[..n].CopyTo(free);
            Advance(n);
            bytes = bytes[n..];
        }
    }

    /// <summary>Keeps room at the front for a frame's header; call on an empty buffer.</summary>
    public void ReserveHeader() => AdvanceOver(FrameHeader.Size);

    /// <summary>Fills the room kept by <see cref="ReserveHeader"/>.</summary>
    public void SetHeader(bool compressed) =>
        FrameHeader.Write(_first!.Array, compressed, checked((int)(Length - FrameHeader.Size)));

    /// <summary>What was written. Valid until the next write or <see cref="Clear"/>.</summary>
    public ReadOnlySequence<byte> AsSequence()
    {
        if (_first is null) return ReadOnlySequence<byte>.Empty;
        if (_first == _last) return new(_first.Array, 0, _first.Used);
        long position = 0;
        for (Block? block = _first; block is not null; block = block.NextBlock)
        {
            block.Seal(position);
            position += block.Used;
        }

        return new(_first, 0, _last!, _last!.Used);
    }

    /// <summary>Exchanges the contents of two buffers.</summary>
    public void Swap(MessageBuffer other)
    {
        (_first, other._first) = (other._first, _first);
        (_last, other._last) = (other._last, _last);
        (_expected, other._expected) = (other._expected, _expected);
        (Length, other.Length) = (other.Length, Length);
    }

    /// <summary>Writes all of it to a stream, block by block.</summary>
    public async ValueTask WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        for (Block? block = _first; block is not null; block = block.NextBlock)
            await stream.WriteAsync(block.Array.AsMemory(0, block.Used), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the blocks back.</summary>
    public void Clear()
    {
        Block? first = _first;
        _first = _last = null;
        Length = _expected = 0;
        BlockPool.Return(first);
    }

    public void Dispose() => Clear();

    private void AdvanceOver(int count)
    {
        BlockFor(count);
        Advance(count);
    }

    private Block BlockFor(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_last is not null && _last.Array.Length - _last.Used >= needed) return _last;
        if (needed > BlockPool.LargeBytes) return Append(new Block(new byte[needed]));      // a writer that wants its message in one piece
        long expected = Math.Max(needed, _expected - Length);
        if (_last is not null) expected = Math.Max(expected, BlockPool.LargeBytes);         // it did not fit: it is not small
        return Append(BlockPool.Rent(expected));
    }

    private Block Append(Block block)
    {
        if (_last is null) _first = block;
        else _last.Append(block);
        return _last = block;
    }
}
