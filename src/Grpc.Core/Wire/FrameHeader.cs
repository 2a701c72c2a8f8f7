using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Core.Wire;

/// <summary>The five bytes before every message: a flag (0 plain, 1 compressed) and the length, big-endian.</summary>
internal readonly record struct FrameHeader(bool Compressed, int Length)
{
    public const int Size = 5;

    /// <summary>Reads a header. A flag that does not exist is INTERNAL; a length over the limit is RESOURCE_EXHAUSTED, before anything is buffered.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    /// <param name="maxMessageBytes">Largest message that is accepted; null for no limit but that of an array.</param>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes, int? maxMessageBytes)
    {
        byte flag = bytes[0];
        if (flag > 1)
            throw new RpcException(new(StatusCode.Internal, $"Message frame has flag {flag}; 0 (plain) and 1 (compressed) exist."));
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        int limit = maxMessageBytes ?? Array.MaxLength;
        return length <= (uint)limit ? new(flag == 1, (int)length) : throw TooLarge(length, limit);
    }

    /// <summary>Reads a header from the front of a sequence; false when it has fewer than five bytes.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> bytes, int? maxMessageBytes, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < Size) return false;
        Span<byte> copy = stackalloc byte[Size];
        bytes.Slice(0, Size).CopyTo(copy);
        header = Read(copy, maxMessageBytes);
        return true;
    }

    public static void Write(Span<byte> bytes, bool compressed, int length)
    {
        bytes[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], (uint)length);
    }

    /// <summary>The stream ended inside a frame.</summary>
    public static RpcException Truncated(long missingBytes) =>
        new(new(StatusCode.Internal, $"The stream ended inside a message: {missingBytes} bytes are missing."));

    /// <summary>A received message is over the limit.</summary>
    public static RpcException TooLarge(long bytes, int limit) =>
        new(new(StatusCode.ResourceExhausted, $"Received message of {bytes} bytes exceeds the limit of {limit} bytes (MaxReceiveMessageSize)."));

    /// <summary>A message to send is over the limit.</summary>
    public static RpcException TooLargeToSend(long bytes, int limit) =>
        new(new(StatusCode.ResourceExhausted, $"Message of {bytes} bytes to send exceeds the limit of {limit} bytes (MaxSendMessageSize)."));
}
