using System.Buffers;
using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.Core.Wire;

/// <summary>Compresses and decompresses whole messages.</summary>
internal static class MessageCompression
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>What a channel or service knows when it is not told otherwise.</summary>
    public static IReadOnlyList<ICompressionProvider> Defaults { get; } =
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];

    /// <summary>Writes the compressed message to <paramref name="output"/>, behind what is there.</summary>
    public static void Compress(
        ICompressionProvider provider, CompressionLevel? level, in ReadOnlySequence<byte> message, IBufferWriter<byte> output)
    {
        using var sink = new BufferWriterStream(output);
        using Stream compressor = provider.CreateCompressionStream(sink, level);
        foreach (ReadOnlyMemory<byte> part in message) compressor.Write(part.Span);
    }

    /// <summary>Writes the message to <paramref name="output"/>; stops as soon as it is larger than the limit. Damaged data is INTERNAL.</summary>
    public static void Decompress(
        ICompressionProvider provider, in ReadOnlySequence<byte> compressed, int? maxMessageBytes, MessageBuffer output)
    {
        int limit = maxMessageBytes ?? Array.MaxLength;
        try
        {
            using Stream source = new SequenceStream(compressed);
            using Stream decompressor = provider.CreateDecompressionStream(source);
            for (int n; (n = decompressor.Read(output.GetSpan(ChunkBytes))) > 0;)
            {
                output.Advance(n);
                if (output.Length > limit) throw FrameHeader.TooLarge(output.Length, limit);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new RpcException(new(StatusCode.Internal, $"A message compressed with {provider.EncodingName} is damaged.", e));
        }
    }
}
