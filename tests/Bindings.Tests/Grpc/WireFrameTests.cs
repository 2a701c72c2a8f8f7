using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Compression;

namespace Fuse3D.Bindings.Tests.Grpc;

public sealed class WireFrameTests
{
    public static TheoryData<ICompressionProvider> Providers =>
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Optimal)];

    [Fact]
    public void Header_AnyLength_SurvivesTheRoundTrip()
    {
        var random = new Random(3);
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        for (int i = 0; i < 10_000; i++)
        {
            (bool compressed, int length) = (random.Next(2) == 0, random.Next() >> random.Next(31));
            FrameHeader.Write(bytes, compressed, length);
            Assert.Equal(new FrameHeader(compressed, length), FrameHeader.Read(bytes, null));
        }
    }

    [Fact]
    public void HeaderTryRead_AcrossSegments_ReadsOnceAllFiveBytesAreThere()
    {
        byte[] bytes = [1, 0, 0, 1, 2, 99];
        for (int cut = 1; cut < 5; cut++)
        {
            Block first = new(bytes[..cut]) { Used = cut }, second = new(bytes[cut..]) { Used = bytes.Length - cut };
            first.Append(second);
            first.Seal(0);
            second.Seal(cut);

            Assert.False(FrameHeader.TryRead(new ReadOnlySequence<byte>(first, 0, first, cut), null, out _));
            Assert.True(FrameHeader.TryRead(new ReadOnlySequence<byte>(first, 0, second, second.Used), null, out FrameHeader header));
            Assert.Equal(new FrameHeader(true, 258), header);
        }
    }

    [Theory]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0xff, 0xff, 0xff, 0xff }, StatusCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 0, 0, 0, 101 }, StatusCode.ResourceExhausted)]
    public void HeaderRead_BadFlagOrLength_HasItsStatus(byte[] bytes, StatusCode expected) =>
        Assert.Equal(expected, Assert.Throws<RpcException>(() => FrameHeader.Read(bytes, 100)).StatusCode);

    [Fact]
    public void HeaderRead_WithoutLimit_StillRefusesWhatNoArrayHolds() =>
        Assert.Equal(
            StatusCode.ResourceExhausted,
            Assert.Throws<RpcException>(() => FrameHeader.Read([0, 0xff, 0xff, 0xff, 0xff], null)).StatusCode);

    [Fact]
    public void Buffer_AnySizesOfPieces_GivesBackWhatWasWritten()
    {
        var random = new Random(5);
        using var buffer = new MessageBuffer();
        for (int round = 0; round < 60; round++)
        {
            byte[] bytes = new byte[random.Next(1 << random.Next(1, 21))];
            random.NextBytes(bytes);
            if (round % 2 == 0) buffer.Expect(bytes.Length);
            WriteInPieces(buffer, bytes, random);

            Assert.Equal(bytes.Length, buffer.Length);
            Assert.True(bytes.AsSpan().SequenceEqual(buffer.AsSequence().ToArray()));
            buffer.Clear();
        }
    }

    [Fact]
    public void Buffer_WithReservedHeader_StartsWithIt()
    {
        using var buffer = new MessageBuffer();
        buffer.ReserveHeader();
        buffer.Write([7, 8, 9]);
        buffer.SetHeader(compressed: true);

        Assert.Equal([1, 0, 0, 0, 3, 7, 8, 9], buffer.AsSequence().ToArray());
    }

    [Fact]
    public void Buffer_AskedForAHugePiece_GivesIt()
    {
        using var buffer = new MessageBuffer();
        Assert.True(buffer.GetSpan(BlockPool.LargeBytes + 1).Length > BlockPool.LargeBytes);
    }

    [Fact]
    public void Buffer_AdvancedTooFar_Refuses()
    {
        using var buffer = new MessageBuffer();
        Assert.Throws<InvalidOperationException>(() => buffer.Advance(1));
        int length = buffer.GetSpan().Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    [Fact]
    public void Pool_UsedFromManyThreads_NeverHandsOutABlockTwice()
    {
        Parallel.For(0, 8, worker =>
        {
            var random = new Random(worker);
            using var buffer = new MessageBuffer();
            for (int i = 0; i < 200; i++)
            {
                byte[] bytes = new byte[random.Next(60_000)];
                Array.Fill(bytes, (byte)worker);
                buffer.Write(bytes);
                foreach (ReadOnlyMemory<byte> part in buffer.AsSequence())
                    Assert.False(part.Span.ContainsAnyExcept((byte)worker));
                buffer.Clear();
            }
        });
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Compression_AnyMessage_SurvivesTheRoundTrip(ICompressionProvider provider)
    {
        var random = new Random(9);
        for (int round = 0; round < 30; round++)
        {
            byte[] bytes = [.. Enumerable.Range(0, random.Next(1 << random.Next(1, 18))).Select(_ => (byte)random.Next(4))];
            using MessageBuffer compressed = new(), back = new();
            MessageCompression.Compress(provider, null, new(bytes), compressed);
            MessageCompression.Decompress(provider, compressed.AsSequence(), bytes.Length, back);
            Assert.Equal(bytes, back.AsSequence().ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Decompress_ABomb_StopsAtTheLimit(ICompressionProvider provider)
    {
        using MessageBuffer bomb = new(), output = new();
        MessageCompression.Compress(provider, null, new(new byte[50_000_000]), bomb);

        var refused = Assert.Throws<RpcException>(() => MessageCompression.Decompress(provider, bomb.AsSequence(), 1_000_000, output));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.InRange(output.Length, 1_000_001, 1_000_000 + BlockPool.LargeBytes);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Decompress_DamagedBytes_IsInternal(ICompressionProvider provider)
    {
        using MessageBuffer output = new();
        byte[] noise = [.. Enumerable.Range(0, 100).Select(i => (byte)(i * 37))];
        var refused = Assert.Throws<RpcException>(() => MessageCompression.Decompress(provider, new(noise), null, output));
        Assert.Equal(StatusCode.Internal, refused.StatusCode);
    }

    private static void WriteInPieces(MessageBuffer buffer, ReadOnlySpan<byte> bytes, Random random)
    {
        while (!bytes.IsEmpty)
        {
            int n = Math.Min(bytes.Length, random.Next(1, 40_000));
            if (random.Next(2) == 0) bytes[..n].CopyTo(buffer.GetSpan(n));
            else
            {
                buffer.Write(bytes[..n]);
                bytes = bytes[n..];
                continue;
            }

            buffer.Advance(n);
            bytes = bytes[n..];
        }
    }
}
