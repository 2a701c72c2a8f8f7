using Fuse3D.Vision.Data.Rooms;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Data.Rooms;

public sealed class ContactSheetTests
{
    [Fact]
    public void Of_ThreePicturesInTwoColumns_LiesRowByRow()
    {
        Picture[] pictures = [.. Enumerable.Range(1, 3).Select(i => new Picture(2, 1, [(byte)i, 0, 0, (byte)i, 0, 0]))];
        Picture sheet = ContactSheet.Of(pictures, columns: 2);
        Assert.Equal((8, 6), (sheet.Width, sheet.Height));
        Assert.Equal([1, 1, 255, 255, 255, 255, 2, 2], Enumerable.Range(0, 8).Select(x => (int)sheet.Rgb[x * 3]));
        Assert.Equal([3, 3, 255, 255, 255, 255, 255, 255], Enumerable.Range(0, 8).Select(x => (int)sheet.Rgb[(5 * 8 + x) * 3]));
    }

    [Fact]
    public void Of_PicturesOfTwoSizes_SaysWhich()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => ContactSheet.Of([new Picture(2, 1, new byte[6]), new Picture(1, 1, new byte[3])], 2));
        Assert.Contains("picture 1 has 1 x 1", e.Message, StringComparison.Ordinal);
    }
}
