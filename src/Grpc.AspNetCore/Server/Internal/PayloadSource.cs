using System.Buffers;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Gives a deserializer the bytes of one message. One per thread, as a deserializer neither awaits nor keeps it.</summary>
internal sealed class PayloadSource : DeserializationContext
{
    [ThreadStatic]
    private static PayloadSource? t_spare;

    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    /// <summary>Parses a message; one that cannot be parsed is INTERNAL.</summary>
    public static T Parse<T>(Marshaller<T> marshaller, in ReadOnlySequence<byte> payload)
    {
        PayloadSource source = t_spare ?? new();
        t_spare = null;
        source._payload = payload;
        try
        {
            return marshaller.ContextualDeserializer(source);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"the request is no valid {typeof(T).Name}: {e.Message}", e));
        }
        finally
        {
            source._payload = default;
            t_spare = source;
        }
    }

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;
}
