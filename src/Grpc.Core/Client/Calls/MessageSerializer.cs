using System.Buffers;
using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>Writes one message with its header into a <see cref="MessageBuffer"/>. Kept per thread; a serializer never suspends.</summary>
internal sealed class MessageSerializer : SerializationContext
{
    [ThreadStatic]
    private static MessageSerializer? t_cached;

    private MessageBuffer? _target;
    private bool _complete;

    /// <summary>Appends the message's frame to an empty buffer.</summary>
    /// <param name="marshaller">Turns the message into bytes.</param>
    /// <param name="message">The message.</param>
    /// <param name="target">Empty; holds the frame afterwards.</param>
    /// <param name="compression">Compresses the message; null to send it as it is.</param>
    /// <param name="maxMessageBytes">Largest message before compression; a larger one is RESOURCE_EXHAUSTED.</param>
    public static void Write<T>(
        Marshaller<T> marshaller, T message, MessageBuffer target, ICompressionProvider? compression, int? maxMessageBytes)
    {
        MessageSerializer serializer = t_cached ?? new();
        t_cached = null;                // a serializer that makes a call of its own gets another one
        serializer.Serialize(marshaller, message, target, maxMessageBytes);
        t_cached = serializer;
        if (compression is null) target.SetHeader(compressed: false);
        else Compress(target, compression);
    }

    public override void SetPayloadLength(int payloadLength) => Target.Expect(payloadLength + (long)FrameHeader.Size);

    public override IBufferWriter<byte> GetBufferWriter() => Target;

    public override void Complete() => _complete = true;

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        Target.Write(payload);
        _complete = true;
    }

    private MessageBuffer Target
    {
        get
        {
            MessageBuffer target = _target ?? throw new InvalidOperationException("A serialization context was used after its serializer returned.");
            if (_complete) throw new InvalidOperationException("A serializer went on after it called Complete.");
            return target;
        }
    }

    private void Serialize<T>(Marshaller<T> marshaller, T message, MessageBuffer target, int? maxMessageBytes)
    {
        (_target, _complete) = (target, false);
        target.ReserveHeader();
        try
        {
            marshaller.ContextualSerializer(message, this);
            if (!_complete) throw new InvalidOperationException("The serializer returned without calling Complete.");
        }
        catch
        {
            target.Clear();
            throw;
        }
        finally
        {
            _target = null;
        }

        long bytes = target.Length - FrameHeader.Size;
        int limit = maxMessageBytes ?? Array.MaxLength;
        if (bytes <= limit) return;
        target.Clear();
        throw FrameHeader.TooLargeToSend(bytes, limit);
    }

    private static void Compress(MessageBuffer target, ICompressionProvider compression)
    {
        using var plain = new MessageBuffer();
        plain.Swap(target);
        target.ReserveHeader();
        MessageCompression.Compress(compression, null, plain.AsSequence().Slice(FrameHeader.Size), target);
        target.SetHeader(compressed: true);
    }
}
