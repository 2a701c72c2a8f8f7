using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A call's request messages, parsed straight from the server's buffers. One reader at a time.</summary>
internal sealed class RequestFrames(ServerCall call)
{
    private ICompressionProvider? _decompression;
    private bool _atEnd;

    /// <summary>Whether the message read last was compressed.</summary>
    public bool LastWasCompressed { get; private set; }

    /// <summary>Takes up the encoding that the request names. One that is unknown is UNIMPLEMENTED, with those that are known in a header.</summary>
    public void UseEncoding(string? encoding)
    {
        if (encoding is null or HeaderNames.Identity || call.Options.Compression.TryGetValue(encoding, out _decompression))
            return;
        call.HttpContext.Response.Headers.GrpcAcceptEncoding = call.Options.AcceptEncoding;
        throw new RpcException(new Status(StatusCode.Unimplemented, $"grpc-encoding is '{encoding}'; this server knows {call.Options.AcceptEncoding}"));
    }

    /// <summary>The one message of a request that does not stream, once its end is seen.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller)
        where T : class
    {
        T message = await ReadAsync(marshaller, CancellationToken.None)
            ?? throw Malformed("the request ended without a message");
        if (!_atEnd && await ReadAsync(marshaller, CancellationToken.None) is not null)
            throw Malformed("the request has more than one message");
        return message;
    }

    /// <summary>The next message, null at the end. A stream that breaks off is a cancellation, which the token may learn of later.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T?> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        PipeReader body = call.HttpContext.Request.BodyReader;
        while (!_atEnd)
        {
            ReadResult result;
            try
            {
                result = await body.ReadAsync(cancellationToken);
            }
            catch (IOException e)
            {
                throw call.Cancelled(e);
            }

            if (TryTake(marshaller, body, result, out T? message))
                return message;
        }

        return null;
    }

    /// <summary>Takes a message off what was read, or leaves it all and asks for more. Large messages wait in the server's pipe.</summary>
    private bool TryTake<T>(Marshaller<T> marshaller, PipeReader body, in ReadResult result, out T? message)
        where T : class
    {
        message = null;
        ReadOnlySequence<byte> buffer = result.Buffer;
        SequencePosition consumed = buffer.Start, examined = buffer.Start;
        try
        {
            if (result.IsCanceled)
                call.ThrowIfCancelled();
            if (FrameHeader.TryRead(buffer, call.Options.MaxReceiveMessageSize, out FrameHeader header)
                && buffer.Length >= FrameHeader.Size + (long)header.Length)
            {
                ReadOnlySequence<byte> payload = buffer.Slice(FrameHeader.Size, header.Length);
                examined = consumed = payload.End;
                message = Parse(marshaller, payload, header.Compressed);
                _atEnd = result.IsCompleted && buffer.Length == FrameHeader.Size + header.Length;
                return true;
            }

            examined = buffer.End;
            _atEnd = result.IsCompleted;
            if (_atEnd && !buffer.IsEmpty)
                throw FrameHeader.Truncated(FrameHeader.Size + header.Length - buffer.Length);
            return false;
        }
        finally
        {
            body.AdvanceTo(consumed, examined);
        }
    }

    private T Parse<T>(Marshaller<T> marshaller, in ReadOnlySequence<byte> payload, bool compressed)
        where T : class
    {
        LastWasCompressed = compressed;
        if (!compressed)
            return PayloadSource.Parse(marshaller, payload);
        if (_decompression is null)
            throw Malformed("a message is flagged as compressed, but the request has no grpc-encoding");

        using var plain = new MessageBuffer();
        MessageCompression.Decompress(_decompression, payload, call.Options.MaxReceiveMessageSize, plain);
        return PayloadSource.Parse(marshaller, plain.AsSequence());
    }

    private RpcException Malformed(string what) => new(new Status(StatusCode.Internal, $"{call.Method}: {what}"));
}
