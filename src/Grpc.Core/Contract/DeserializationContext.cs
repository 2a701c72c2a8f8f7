using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller reads a message from. Valid only inside the deserializer.</summary>
public abstract class DeserializationContext
{
    /// <summary>Size of the message in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message as an array that the caller owns.</summary>
    public virtual byte[] PayloadAsNewBuffer() => throw new NotImplementedException();

    /// <summary>The message without a copy; its memory is reused after the deserializer returns.</summary>
    public virtual ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(PayloadAsNewBuffer());
}
