using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Vision.Tests.Metrics.Dense;

public class SideBySideTests
{
    private static readonly (byte R, byte G, byte B) DarkRed = (128, 0, 0);

    [Fact]
    public void Palette_FirstColours_AreThoseOfVoc()
    {
        Assert.Equal([(0, 0, 0), (128, 0, 0), (0, 128, 0), (128, 128, 0), (0, 0, 128)], Enumerable.Range(0, 5).Select(i => LabelColours.Palette((byte)i)));
        Assert.Equal(((byte)224, (byte)224, (byte)192), LabelColours.Palette(255));
        Assert.Equal([128, 0, 0, 0, 0, 0], LabelColours.Of([0, 255], 2, 1).Rgb);        // class 0 is the second colour, unlabelled the first
    }

    [Fact]
    public void Segmentation_OfTwoBranches_HasInputsAnswersAndExchangesInRows()
    {
        var frame = new SegmentationFrame(
            "f",
            [new(ModalityForm.Colour, new Raster<ushort>(4, 2, 3, [.. Enumerable.Repeat((ushort)200, 24)])), new(ModalityForm.Depth, new Raster<ushort>(4, 2, 1, [0, 10, 20, 30, 40, 50, 60, 70]))],
            new Raster<byte>(4, 2, 1, new byte[8]));
        ExchangeMask half = new(1, 2, [true, false]), none = new(1, 2, [false, false]);
        Picture picture = SideBySide.Segmentation(frame, [new byte[8], [.. Enumerable.Repeat((byte)1, 8)]], [.. Enumerable.Repeat((byte)2, 8)], [half, none]);
        Assert.Equal((3 * 4 + 2 * 4, 3 * 2 + 2 * 4), (picture.Width, picture.Height));
        Assert.Equal((200, 0, 255), (At(picture, 0, 0).R, At(picture, 8, 0).R, At(picture, 11, 1).R));      // colours, depth from black to white
        Assert.Equal((DarkRed, DarkRed), (At(picture, 16, 0), At(picture, 0, 6)));                           // truth; the first branch
        Assert.Equal(((byte)0, (byte)128, (byte)0), At(picture, 8, 6));
        Assert.Equal(((byte)128, (byte)128, (byte)0), At(picture, 16, 6));
        Assert.Equal((((byte)227, (byte)100, (byte)100), ((byte)200, (byte)200, (byte)200)), (At(picture, 0, 12), At(picture, 2, 12)));
        Assert.Equal(((byte)255, (byte)255, (byte)255), At(picture, 17, 13));                               // the last row is shorter
    }

    [Fact]
    public void Translation_WithoutExchanges_HasTwoRows()
    {
        float[] black = [.. Enumerable.Repeat(-1f, 12)], white = [.. Enumerable.Repeat(1f, 12)];
        Picture picture = SideBySide.Translation(new TranslationSample("t", 2, 2, [black], white), [white], black);
        Assert.Equal((2 * 2 + 4, 2 * 2 + 4), (picture.Width, picture.Height));
        Assert.Equal((0, 255, 255, 0), (At(picture, 0, 0).R, At(picture, 6, 0).R, At(picture, 0, 6).R, At(picture, 6, 6).R));
    }

    private static (byte R, byte G, byte B) At(Picture picture, int x, int y)
    {
        int i = (y * picture.Width + x) * 3;
        return (picture.Rgb[i], picture.Rgb[i + 1], picture.Rgb[i + 2]);
    }
}
