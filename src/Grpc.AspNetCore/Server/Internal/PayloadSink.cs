using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Takes one message from a serializer and frames it into the response. A message of known length goes straight into the response's
/// buffers; others are collected first. One per thread, as a serializer neither awaits nor keeps it.
/// </summary>
internal sealed class PayloadSink : SerializationContext, IBufferWriter<byte>, IDisposable
{
    private const int Unknown = -1;

    [ThreadStatic]
    private static PayloadSink? t_spare;

    private readonly MessageBuffer _collected = new();
    private PipeWriter _body = null!;
    private Compressor? _compressor;
    private int? _limit;
    private int _length, _written;
    private bool _direct, _complete;

    /// <summary>How messages of a response are compressed.</summary>
    internal sealed record Compressor(ICompressionProvider Provider, CompressionLevel? Level);

    /// <summary>Writes a message with its frame header to <paramref name="body"/>, without flushing it.</summary>
    public static void Write<T>(Marshaller<T> marshaller, T message, PipeWriter body, int? limit, Compressor? compressor)
    {
        PayloadSink sink = t_spare ?? new();
        t_spare = null;
        try
        {
            sink.Begin(body, limit, compressor);
            marshaller.ContextualSerializer(message, sink);
            if (!sink._complete)
                throw new InvalidOperationException($"The serializer of {typeof(T)} returned without completing the message.");
        }
        finally
        {
            sink.Dispose();
            t_spare = sink;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        CheckLimit(payloadLength);
        _length = payloadLength;
        _collected.Expect(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_length != Unknown && _compressor is null && !_direct)
        {
            _direct = true;
            WriteHeader(compressed: false, _length);
        }

        return this;
    }

    public override void Complete()
    {
        if (!_direct)
            Frame(_collected.AsSequence());
        else if (_written != _length)
            throw new InvalidOperationException($"The serializer said that the message has {_length} bytes, but wrote {_written}.");
        _complete = true;
    }

    public override void Complete(byte[] payload)
    {
        Frame(new ReadOnlySequence<byte>(payload));
        _complete = true;
    }

    public void Advance(int count)
    {
        _written += count;
        if (_direct)
            _body.Advance(count);
        else if (count > 0)   // protobuf advances by nothing before it asks for memory
            _collected.Advance(count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _direct ? _body.GetMemory(sizeHint) : _collected.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _direct ? _body.GetSpan(sizeHint) : _collected.GetSpan(sizeHint);

    /// <summary>Gives back what was collected; the sink can be used again.</summary>
    public void Dispose()
    {
        _collected.Dispose();
        _body = null!;
    }

    private void Begin(PipeWriter body, int? limit, Compressor? compressor)
    {
        (_body, _limit, _compressor) = (body, limit, compressor);
        (_length, _written, _direct, _complete) = (Unknown, 0, false, false);
    }

    private void Frame(in ReadOnlySequence<byte> payload)
    {
        CheckLimit(payload.Length);
        if (_compressor is null)
        {
            Send(payload, compressed: false);
            return;
        }

        using var compressed = new MessageBuffer();
        MessageCompression.Compress(_compressor.Provider, _compressor.Level, payload, compressed);
        Send(compressed.AsSequence(), compressed: true);
    }

    private void Send(in ReadOnlySequence<byte> payload, bool compressed)
    {
        WriteHeader(compressed, checked((int)payload.Length));
        foreach (ReadOnlyMemory<byte> part in payload)
            _body.Write(part.Span);
    }

    private void WriteHeader(bool compressed, int length)
    {
        FrameHeader.Write(_body.GetSpan(FrameHeader.Size), compressed, length);
        _body.Advance(FrameHeader.Size);
    }

    private void CheckLimit(long bytes)
    {
        if (bytes > _limit)
            throw FrameHeader.TooLargeToSend(bytes, _limit.Value);
    }
}
