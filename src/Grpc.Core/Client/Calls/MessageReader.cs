using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>Reads messages from a response's body. A message that fits what one read brought is parsed where it lies.</summary>
/// <param name="body">The body.</param>
/// <param name="encoding">Value of the response's grpc-encoding, or null.</param>
/// <param name="channel">Knows the compressions and the size limit.</param>
internal sealed class MessageReader(Stream body, string? encoding, GrpcChannel channel) : IDisposable
{
    private readonly PayloadContext _context = new();
    private Block? _input;
    private int _start;                 // unread bytes are _input.Array[_start.._input.Used]

    /// <summary>The next message, or default at the end of the body.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        if (!await FillAsync(FrameHeader.Size, mayEnd: true, cancellationToken).ConfigureAwait(false)) return null;
        FrameHeader header = FrameHeader.Read(Unread, channel.MaxReceiveMessageSize);
        _start += FrameHeader.Size;
        if (header.Length <= BlockPool.SmallBytes - FrameHeader.Size)
        {
            if (header.Length > 0) await FillAsync(header.Length, mayEnd: false, cancellationToken).ConfigureAwait(false);
            int start = _start;
            _start += header.Length;
            return Parse(marshaller, header, new(_input!.Array, start, header.Length));
        }

        using var payload = new MessageBuffer();
        await CollectAsync(payload, header.Length, cancellationToken).ConfigureAwait(false);
        return Parse(marshaller, header, payload.AsSequence());
    }

    /// <summary>Reads the end of the body; a further message is INTERNAL.</summary>
    public async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        if (await FillAsync(1, mayEnd: true, cancellationToken).ConfigureAwait(false))
            throw new RpcException(new(StatusCode.Internal, "More than one message came in a call that has one response."));
    }

    public void Dispose()
    {
        Block? input = _input;
        _input = null;
        BlockPool.Return(input);
    }

    private ReadOnlySpan<byte> Unread => _input!.Array.AsSpan(_start, _input.Used - _start);

    /// <summary>Reads until so many bytes are unread. False at the end of the body, where it may end; inside a message it throws.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(int bytes, bool mayEnd, CancellationToken cancellationToken)
    {
        Block input = _input ??= BlockPool.Rent(BlockPool.SmallBytes);
        while (input.Used - _start < bytes)
        {
            MakeRoom(input, bytes);
            int n = await body.ReadAsync(input.Free, cancellationToken).ConfigureAwait(false);
            input.Used += n;
            if (n > 0) continue;
            int unread = input.Used - _start;
            return mayEnd && unread == 0 ? false : throw FrameHeader.Truncated(bytes - unread);
        }

        return true;
    }

    private void MakeRoom(Block input, int bytes)
    {
        int unread = input.Used - _start;
        if (unread > 0 && input.Array.Length - _start >= bytes) return;
        Unread.CopyTo(input.Array);
        (_start, input.Used) = (0, unread);
    }

    private async ValueTask CollectAsync(MessageBuffer payload, int length, CancellationToken cancellationToken)
    {
        payload.Expect(length);
        payload.Write(Unread);
        (_start, _input!.Used) = (0, 0);
        while (payload.Length < length)
        {
            Memory<byte> free = payload.GetMemory();
            int wanted = (int)Math.Min(free.Length, length - payload.Length);
            int n = await body.ReadAsync(free[..wanted], cancellationToken).ConfigureAwait(false);
            if (n == 0) throw FrameHeader.Truncated(length - payload.Length);
            payload.Advance(n);
        }
    }

    private T Parse<T>(Marshaller<T> marshaller, FrameHeader header, in ReadOnlySequence<byte> payload)
    {
        if (!header.Compressed) return _context.Read(marshaller, payload);
        using var plain = new MessageBuffer();
        MessageCompression.Decompress(Decompressor(), payload, channel.MaxReceiveMessageSize, plain);
        return _context.Read(marshaller, plain.AsSequence());
    }

    private ICompressionProvider Decompressor()
    {
        if (encoding is null or HeaderNames.Identity)
            throw new RpcException(new(StatusCode.Internal, "A compressed message came without grpc-encoding."));
        return channel.FindCompression(encoding)
            ?? throw new RpcException(new(StatusCode.Internal, $"A message came with grpc-encoding '{encoding}', which this channel does not know."));
    }
}
