using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller puts a message: either one array, or pieces written to a buffer.</summary>
public abstract class SerializationContext
{
    /// <summary>Ends the message with this array, which the context now owns.</summary>
    public virtual void Complete(byte[] payload) => throw new NotImplementedException();

    /// <summary>Gives the writer for the message; end with <see cref="Complete()"/>.</summary>
    public virtual IBufferWriter<byte> GetBufferWriter() => throw new NotImplementedException();

    /// <summary>Says the message's size in bytes before the writer is asked for, so that no copy is needed.</summary>
    public virtual void SetPayloadLength(int payloadLength)
    {
    }

    /// <summary>Ends the message that was written to <see cref="GetBufferWriter"/>.</summary>
    public virtual void Complete() => throw new NotImplementedException();
}
