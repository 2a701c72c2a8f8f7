using System.Buffers.Binary;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Formats;

public class PictureFileTests
{
    [Theory]
    [InlineData(1, 1), InlineData(7, 3), InlineData(640, 480)]
    public void EncodePng_Colour_DecodesToTheSame(int width, int height)
    {
        Picture picture = TestPictures.Noise(width, height, seed: width);
        foreach (bool fast in (bool[])[false, true])
            Assert.Equal(picture.Rgb, PictureFile.Decode(PictureFile.EncodePng(picture, fast), "p").Rgb);
    }

    [Fact]
    public void EncodePng_Depth_KeepsEveryValue()
    {
        var depth = new DepthImage(256, 256, [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)]);
        foreach (bool fast in (bool[])[false, true])
            Assert.Equal(depth.Values, PictureFile.DecodeDepth(PictureFile.EncodePng(depth, fast), "d").Values);
    }

    [Fact]
    public void EncodePng_EightBits_KeepsEveryValue()
    {
        byte[] values = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        foreach (bool fast in (bool[])[false, true])
            Assert.Equal(values.Select(v => (ushort)v), PictureFile.DecodeDepth(PictureFile.EncodePng(64, 4, values, fast), "grey").Values);
        Assert.Throws<ArgumentException>(() => PictureFile.EncodePng(64, 5, values));
    }

    [Theory]
    [InlineData(1, 1), InlineData(17, 9), InlineData(320, 240)]
    public void EncodeJpeg_SmoothPicture_DecodesToNearlyTheSame(int width, int height)
    {
        Picture picture = TestPictures.Gradient(width, height);
        Picture decoded = PictureFile.Decode(PictureFile.EncodeJpeg(picture), "p");
        Assert.Equal((width, height), (decoded.Width, decoded.Height));
        // What quality 92 leaves of a smooth picture.
        Assert.All(picture.Rgb.Zip(decoded.Rgb), pair => Assert.InRange(pair.Second - pair.First, -8, 8));
    }

    [Fact]
    public void EncodeJpeg_BetterQuality_ComesNearer()
    {
        Picture noise = TestPictures.Noise(64, 48, seed: 3);
        long Error(int quality) => noise.Rgb.Zip(PictureFile.Decode(PictureFile.EncodeJpeg(noise, quality), "p").Rgb).Sum(pair => (long)Math.Abs(pair.First - pair.Second));
        Assert.True(Error(95) < Error(50) / 2, $"{Error(95)} against {Error(50)}");
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureFile.EncodeJpeg(noise, 0));
    }

    // A gamma of 1 (gAMA 100000) or of 1/2.2 (45455), as other programs store it, must not change a depth.
    [Theory]
    [InlineData(0u), InlineData(100_000u), InlineData(45_455u)]
    public void DecodeDepth_AnyGamma_KeepsEveryValue(uint gamma)
    {
        var chunk = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, gamma);
        byte[] png = TestPictures.Png(3, 1, 16, 0, [[0, 1, 0x12, 0x34, 0xFF, 0xFE]], gamma > 0 ? [("gAMA", chunk)] : []);
        Assert.Equal([1, 0x1234, 0xFFFE], PictureFile.DecodeDepth(png, "d").Values);
    }

    [Fact]
    public void DecodeDepth_EightBits_KeepsEveryValue() =>
        Assert.Equal([0, 1, 255], PictureFile.DecodeDepth(TestPictures.Png(3, 1, 8, 0, [[0, 1, 255]]), "d").Values);

    [Theory]
    [InlineData(8, 2, new byte[] { 1, 2, 3, 250, 251, 252 })]                     // colour
    [InlineData(8, 6, new byte[] { 1, 2, 3, 0, 250, 251, 252, 128 })]             // with alpha, which is dropped and not blended
    [InlineData(16, 2, new byte[] { 1, 1, 2, 2, 3, 3, 250, 250, 251, 251, 252, 252 })]
    [InlineData(8, 3, new byte[] { 1, 0 })]                                       // palette
    [InlineData(1, 3, new byte[] { 0b1000_0000 })]
    public void Decode_EveryKindOfColour_GivesItsPixels(int bits, int type, byte[] row)
    {
        byte[] palette = [250, 251, 252, 1, 2, 3];
        byte[] png = TestPictures.Png(2, 1, bits, type, [row], type == 3 ? [("PLTE", palette), ("tRNS", [0, 77])] : []);
        Assert.Equal([1, 2, 3, 250, 251, 252], PictureFile.Decode(png, "p").Rgb);
    }

    [Theory]
    [InlineData(8, 0, new byte[] { 7, 200 })]
    [InlineData(8, 4, new byte[] { 7, 0, 200, 9 })]
    [InlineData(16, 0, new byte[] { 7, 7, 200, 200 })]
    public void Decode_EveryKindOfGrey_GivesColour(int bits, int type, byte[] row) =>
        Assert.Equal([7, 7, 7, 200, 200, 200], PictureFile.Decode(TestPictures.Png(2, 1, bits, type, [row]), "p").Rgb);

    [Fact]
    public void DecodeDepth_ColourPng_SaysWhatItIs() => Assert.Contains("colour type 2",
        Assert.Throws<InvalidInputException>(() => PictureFile.DecodeDepth(TestPictures.Png(1, 1, 8, 2, [[1, 2, 3]]), "d")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Decode_Jpeg_IsNearThePicture()
    {
        Picture picture = TestPictures.Gradient(64, 48);
        Picture decoded = PictureFile.Decode(TestPictures.Jpeg(picture), "p");
        Assert.Equal((64, 48), (decoded.Width, decoded.Height));
        Assert.All(picture.Rgb.Zip(decoded.Rgb), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 12));
    }

    [Theory]
    [InlineData(0.5), InlineData(0.97), InlineData(0.02)]
    public void Decode_CutFile_IsAnError(double share)
    {
        Picture picture = TestPictures.Noise(200, 150, seed: 5);
        foreach (byte[] file in (byte[][])[TestPictures.Jpeg(picture), PictureFile.EncodePng(picture)])
        {
            byte[] cut = file[..(int)(file.Length * share)];
            Assert.Contains("truncated", Assert.Throws<InvalidInputException>(() => PictureFile.Decode(cut, "p")).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decode_HundredMegapixelHeader_IsRefusedWithTheLimit()
    {
        byte[] png = TestPictures.Png(10_000, 10_000, 8, 2, [[0]]);
        byte[] jpeg = TestPictures.Jpeg(TestPictures.Gradient(16, 16));
        int frame = jpeg.AsSpan().IndexOf((byte[])[0xFF, 0xC0]);   // marker, length (2), precision (1), height (2), width (2)
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 10_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 10_000);
        foreach (byte[] file in (byte[][])[png, jpeg])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            string message = Assert.Throws<InvalidInputException>(() => PictureFile.Decode(file, "p")).Message;
            Assert.Contains("100 megapixels; at most 50 are allowed", message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF })]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A })]
    public void Decode_NoPicture_IsAnError(byte[] bytes) => Assert.Throws<InvalidInputException>(() => PictureFile.Decode(bytes, "p"));

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(40), InlineData(256)]
    public void EncodeIndexedPng_AnyPalette_ShowsTheColours(int colours)
    {
        (byte R, byte G, byte B)[] palette = [.. Enumerable.Range(0, colours).Select(i => ((byte)i, (byte)(255 - i), (byte)(i * 7)))];
        byte[] indices = [.. Enumerable.Range(0, 13 * 9).Select(i => (byte)(i * 5 % colours))];

        byte[] file = PictureFile.EncodeIndexedPng(13, 9, indices, palette);

        Assert.Equal(3, file[25]);      // the header's colour type: a palette
        Assert.Equal(indices.SelectMany(i => new[] { palette[i].R, palette[i].G, palette[i].B }), PictureFile.Decode(file, "p").Rgb);
        Assert.Throws<ArgumentException>(() => PictureFile.EncodeIndexedPng(1, 1, [3], [(1, 2, 3)]));
        Assert.Throws<ArgumentException>(() => PictureFile.EncodeIndexedPng(2, 1, [0], palette));
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Decode_DamagedFile_DecodesOrRefuses(int seed)
    {
        Picture picture = TestPictures.Noise(40, 30, seed);
        Mutation.Survive(PictureFile.EncodePng(picture), rounds: 400, seed, maxBytesEach: 16 << 20, bytes =>
            PictureFile.Decode(bytes, "p", 1 << 20));
        Mutation.Survive(TestPictures.Jpeg(picture), rounds: 400, seed, maxBytesEach: 16 << 20, bytes =>
            PictureFile.Decode(bytes, "p", 1 << 20));
        byte[] depth = PictureFile.EncodePng(new DepthImage(8, 8, new ushort[64]));
        Mutation.Survive(depth, rounds: 400, seed, maxBytesEach: 16 << 20, bytes => PictureFile.DecodeDepth(bytes, "d", 1 << 20));
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void ReadDepth_Kinect_HasTheStatedHoles()
    {
        DepthImage depth = PictureFile.ReadDepth(RealData.PathOf("kinect2/depth.png"));
        Assert.Equal((512, 424), (depth.Width, depth.Height));
        Assert.InRange(depth.Values.Count(v => v == 0) / (double)depth.Values.Length, 0.10, 0.12);
        Picture colour = PictureFile.Read(RealData.PathOf("kinect2/rgb.png"));
        Assert.Equal((512, 424), (colour.Width, colour.Height));
    }
}
