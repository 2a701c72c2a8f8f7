using System.Text;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Fuse3D.Bindings.Tests.Grpc;

public sealed class WireTextTests
{
    [Theory]
    [InlineData("1n", 0), InlineData("250n", 2), InlineData("7u", 70), InlineData("100m", 1_000_000), InlineData("5S", 50_000_000)]
    [InlineData("2M", 1_200_000_000), InlineData("1H", 36_000_000_000), InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void TimeoutTryParse_EachUnit_GivesTicks(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData(""), InlineData("S"), InlineData("5"), InlineData("5s"), InlineData("-5S"), InlineData("+5S"), InlineData(" 5S"), InlineData("5 S")]
    [InlineData("123456789S"), InlineData("1.5S"), InlineData("5h"), InlineData("٣S")]
    public void TimeoutTryParse_WhatIsNone_IsRefused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Fact]
    public void TimeoutFormat_AnyTimeSpan_ParsesBackToAtLeastThatAndNotMuchMore()
    {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            var timeout = TimeSpan.FromTicks(random.NextInt64(1L << random.Next(1, 61)) + 1);
            string text = GrpcTimeout.Format(timeout);

            Assert.InRange(text.Length, 2, 9);
            Assert.True(GrpcTimeout.TryParse(text, out TimeSpan back), text);
            Assert.InRange(back.Ticks, timeout.Ticks, timeout.Ticks + timeout.Ticks / 100_000 + 1);
        }
    }

    [Fact]
    public void TimeoutFormat_AtTheEnds_StaysValid()
    {
        Assert.Equal("1n", GrpcTimeout.Format(TimeSpan.Zero));
        Assert.Equal("1n", GrpcTimeout.Format(TimeSpan.FromSeconds(-3)));
        Assert.Equal("99999999H", GrpcTimeout.Format(TimeSpan.MaxValue));
    }

    [Theory]
    [InlineData("plain text ~!", "plain text ~!"), InlineData("100%", "100%25"), InlineData("a\nb", "a%0Ab"), InlineData("é€", "%C3%A9%E2%82%AC")]
    [InlineData("\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
        "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A")]
    public void StatusText_KnownPairs_EncodeAndDecode(string text, string encoded)
    {
        Assert.Equal(encoded, StatusText.Encode(text));
        Assert.Equal(text, StatusText.Decode(encoded));
    }

    [Theory]
    [InlineData("100%zz%4", "100%zz%4"), InlineData("%", "%"), InlineData("%4", "%4"), InlineData("%%41", "%A"), InlineData("%FF", "\uFFFD")]
    [InlineData("é%41", "éA")]
    public void StatusTextDecode_InvalidEscapes_StayAsTheyAre(string encoded, string text) => Assert.Equal(text, StatusText.Decode(encoded));

    [Fact]
    public void StatusText_AnyText_SurvivesTheRoundTripAsPrintableAscii()
    {
        var random = new Random(11);
        for (int i = 0; i < 2_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => RandomRune(random).ToString()));
            string encoded = StatusText.Encode(text);

            Assert.All(encoded, c => Assert.InRange(c, ' ', '~'));
            Assert.Equal(text, StatusText.Decode(encoded));
        }
    }

    [Fact]
    public void StatusTextDecode_AnyAscii_NeverThrows()
    {
        var random = new Random(12);
        for (int i = 0; i < 5_000; i++)
            Assert.NotNull(StatusText.Decode(string.Concat(Enumerable.Range(0, 24).Select(_ => "%%%0aFz"[random.Next(7)]))));
    }

    [Fact]
    public void MetadataText_AnyBytes_SurviveWithAndWithoutPadding()
    {
        var random = new Random(13);
        for (int length = 0; length < 200; length++)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            string header = MetadataText.ToHeader(new Metadata.Entry("x-bin", bytes));

            Assert.DoesNotContain('=', header);
            Assert.True(MetadataText.TryDecode(header, out byte[] unpadded));
            Assert.True(MetadataText.TryDecode(Convert.ToBase64String(bytes), out byte[] padded));
            Assert.Equal(bytes, unpadded);
            Assert.Equal(bytes, padded);
        }
    }

    [Fact]
    public void MetadataTextTryAdd_ValuesJoinedByCommas_AreSplit()
    {
        var metadata = new Metadata();

        Assert.True(MetadataText.TryAdd(metadata, "x-bin", "AQI,AwQ=, BQ=="));
        Assert.True(MetadataText.TryAdd(metadata, "x-text", "a,b"));

        Assert.Equal([[1, 2], [3, 4], [5]], metadata.GetAll("x-bin").Select(entry => entry.ValueBytes));
        Assert.Equal("a,b", metadata.GetValue("x-text"));
    }

    [Theory]
    [InlineData("A"), InlineData("A==="), InlineData("A*BC"), InlineData("AQI AwQ"), InlineData("AQI,!"), InlineData("é€AA"), InlineData("AA=A")]
    public void MetadataTextTryAdd_DamagedBase64_IsRefused(string value) =>
        Assert.False(MetadataText.TryAdd([], "x-bin", value));

    [Theory]
    [InlineData(":path"), InlineData("grpc-status"), InlineData("GRPC-Timeout"), InlineData("Content-Type"), InlineData("te"), InlineData("host")]
    public void MetadataText_ProtocolHeaders_AreReserved(string name) => Assert.True(MetadataText.IsReserved(name));

    [Theory]
    [InlineData("grpc-status-details-bin"), InlineData("x-trace"), InlineData("user-agent"), InlineData("grpc-previous-rpc-attempts")]
    public void MetadataText_OtherHeaders_AreNotReserved(string name) => Assert.False(MetadataText.IsReserved(name));

    [Theory]
    [InlineData("a\nb"), InlineData("é"), InlineData("\0")]
    public void MetadataTextToHeader_WhatHttpCannotCarry_IsRefusedByKey(string value)
    {
        var refused = Assert.Throws<RpcException>(() => MetadataText.ToHeader(new Metadata.Entry("x-note", value)));
        Assert.Contains("x-note", refused.Status.Detail);
    }

    [Theory]
    [InlineData("0", StatusCode.OK, true), InlineData("16", StatusCode.Unauthenticated, true), InlineData("17", StatusCode.Unknown, true)]
    [InlineData("x", StatusCode.OK, false), InlineData("-1", StatusCode.OK, false), InlineData("", StatusCode.OK, false)]
    public void StatusMapsTryParse_Numbers_BecomeCodes(string text, StatusCode expected, bool isNumber)
    {
        Assert.Equal(isNumber, StatusMaps.TryParse(text, out StatusCode code));
        if (isNumber) Assert.Equal(expected, code);
    }

    [Theory]
    [InlineData("application/grpc", true), InlineData("application/grpc+proto", true), InlineData("Application/GRPC;charset=x", true)]
    [InlineData("application/grpc-web", false), InlineData("application/json", false), InlineData("", false)]
    public void HeaderNamesIsGrpc_ContentTypes_AreTold(string contentType, bool expected) =>
        Assert.Equal(expected, HeaderNames.IsGrpc(contentType));

    private static Rune RandomRune(Random random)
    {
        while (true)
        {
            int value = random.Next(3) == 0 ? random.Next(0x110000) : random.Next(0x100);
            if (Rune.IsValid(value)) return new(value);
        }
    }
}
