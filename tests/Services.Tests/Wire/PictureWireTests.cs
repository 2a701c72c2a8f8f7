using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision;
using Google.Protobuf;

namespace Fuse3D.Services.Tests.Wire;

public class PictureWireTests
{
    [Theory]
    [InlineData("rgb8", new byte[] { 1, 2, 3 }), InlineData("bgr8", new byte[] { 3, 2, 1 })]
    [InlineData("rgba8", new byte[] { 1, 2, 3, 9 }), InlineData("bgra8", new byte[] { 3, 2, 1, 9 })]
    public void Read_ColourEncodings_GiveRgb(string encoding, byte[] pixel)
    {
        var picture = PictureWire.Read(new() { Encoding = encoding, Width = 1, Height = 1, Data = ByteString.CopyFrom(pixel) }, "image");

        Assert.Equal([1, 2, 3], picture.Rgb);
    }

    [Fact]
    public void Read_GreyWithPaddedRows_SkipsThePadding()
    {
        var picture = PictureWire.Read(new() { Encoding = "mono8", Width = 2, Height = 2, Step = 3, Data = ByteString.CopyFrom(1, 2, 99, 3, 4, 99) }, "image");

        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], picture.Rgb);
    }

    [Fact]
    public void Read_Png_TakesItsSizeFromTheFile()
    {
        var picture = PictureWire.Read(new() { Encoding = "png", Data = ByteString.CopyFrom(TinyModel.Png(1)) }, "image");

        Assert.Equal((TinyModel.Width, TinyModel.Height), (picture.Width, picture.Height));
    }

    public static TheoryData<string, V1.Image?> Broken => new()
    {
        { "image", null },
        { "image", new() },
        { "image", new() { Encoding = "rgb8", Width = 10_000, Height = 10_000, Data = ByteString.CopyFrom(1) } },
        { "image", new() { Encoding = "rgb8", Width = uint.MaxValue, Height = uint.MaxValue, Data = ByteString.CopyFrom(1) } },
        { "image", new() { Encoding = "png", Width = 5, Data = ByteString.CopyFrom(TinyModel.Png(1)) } },
        { "image.encoding", new() { Encoding = "yuv422", Width = 1, Height = 1, Data = ByteString.CopyFrom(1) } },
        { "image.step", new() { Encoding = "rgb8", Width = 2, Height = 1, Step = 5, Data = ByteString.CopyFrom(1) } },
        { "image.data", new() { Encoding = "rgb8", Width = 2, Height = 1, Data = ByteString.CopyFrom(1) } },
        { "image.data", new() { Encoding = "jpeg", Data = ByteString.CopyFrom(TinyModel.Png(1)[..200]) } },
        { "image.data", new() { Encoding = "png", Data = ByteString.CopyFrom(1, 2, 3) } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenPicture_NamesTheField(string field, V1.Image? message) =>
        Assert.Equal(field, Assert.Throws<InvalidInputException>(() => PictureWire.Read(message, "image")).Field);

    [Fact]
    public void ReadDepth_Integers_AreMillimetresUnlessToldOtherwise()
    {
        var image = new V1.Image { Encoding = "16UC1", Width = 3, Height = 1, Data = ByteString.CopyFrom(0xE8, 0x03, 0, 0, 0xD0, 0x07) };

        Assert.Equal([1f, 0f, 2f], PictureWire.ReadDepth(image, metresPerUnit: 0, "depth.image").Metres);
        Assert.Equal([0.1f, 0f, 0.2f], PictureWire.ReadDepth(image, metresPerUnit: 0.0001, "depth.image").Metres);
    }

    [Fact]
    public void ReadDepth_Floats_DropWhatWasNotMeasured()
    {
        byte[] data = [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(float.NaN), .. BitConverter.GetBytes(-1f)];
        var image = new V1.Image { Encoding = "32FC1", Width = 3, Height = 1, Data = ByteString.CopyFrom(data) };

        Assert.Equal([1.5f, 0f, 0f], PictureWire.ReadDepth(image, metresPerUnit: 0, "depth.image").Metres);
    }
}
