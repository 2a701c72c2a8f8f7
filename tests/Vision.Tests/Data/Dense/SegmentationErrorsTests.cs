using Fuse3D.Vision.Data.Dense;

namespace Fuse3D.Vision.Tests.Data.Dense;

/// <summary>What is wrong with a frame is told by the list's line and the file below the root.</summary>
public class SegmentationErrorsTests
{
    [Fact]
    public void Read_SoundFrame_IsCutToItsLabels()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        SegmentationFrame frame = DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "val").Read("000002");
        Assert.Equal((6, 5), (frame.Width, frame.Height));
        Assert.Equal(1000 + 1, frame.Modalities[1].Pixels.Values[0]);       // one column at the left; of the odd row none above
        Assert.Equal(SegmentationFrame.Unlabelled, frame.Labels.Values[0]);
    }

    [Fact]
    public void Read_FileMissing_IsNamed()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        File.Delete(folder.At("depth/000002.png"));
        Assert.Equal("val.txt, line 1: no file 'depth/000002.png'", Error(folder));
    }

    [Fact]
    public void Read_ModalitiesOfTwoSizes_AreRefused()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        DensePictures.Grey16(folder, "depth/000002.png", 9, 6, i => i);
        Assert.Equal("val.txt, line 1: depth/000002.png has 9 x 6 pixels, rgb/000002.png has 8 x 6; they must be equal", Error(folder));
    }

    [Fact]
    public void Read_LabelsLargerThanPictures_AreRefused()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        DensePictures.Grey8(folder, "masks/000002.png", 8, 7, _ => 0);
        Assert.Equal("val.txt, line 1: masks/000002.png has 8 x 7 pixels, rgb/000002.png has 8 x 6; labels must not be larger", Error(folder));
    }

    [Fact]
    public void Read_LabelThatMeansNothing_IsNamedWithItsPlace()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        DensePictures.Grey8(folder, "masks/000002.png", 6, 5, i => i == 8 ? 40 : 0);
        Assert.Equal("val.txt, line 1: masks/000002.png: label 40 at column 2, row 1; 0..39 and 255 are allowed", Error(folder));
        DensePictures.Colours(folder, "masks/000002.png", 6, 5);
        Assert.Equal("val.txt, line 1: masks/000002.png: a picture with colours; labels are grey, a number for each pixel", Error(folder));
    }

    [Fact]
    public void Read_FileThatIsNoPicture_IsRefused()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        folder.Write("rgb/000002.png", "hello");
        Assert.StartsWith("val.txt, line 1: rgb/000002.png: neither a JPEG nor a PNG picture", Error(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rgb/1.png masks/1.png depth/1.png", "val.txt, line 1: 1 names where picture, labels and depth with tabs between them belong")]
    [InlineData("\n\na\tb\tc\na\tb\tc", "val.txt, line 4: 'a' was listed before")]
    [InlineData("\n", "val.txt: lists nothing")]
    public void Open_ListThatIsNone_SaysWhere(string list, string expected)
    {
        using ScratchFolder folder = DensePictures.Nyu();
        folder.Write("val.txt", list);
        Assert.Equal(expected, Assert.Throws<InvalidInputException>(() => DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "val")).Message);
    }

    [Theory, InlineData("/etc/passwd"), InlineData("../x.png")]
    public void Read_PathOutOfTheFolder_IsRefused(string path)
    {
        using ScratchFolder folder = DensePictures.Nyu();
        folder.Write("val.txt", $"rgb/000002.png\t{path}\tdepth/000002.png");
        Assert.Equal($"val.txt, line 1: {path}: not a path below the data set's folder", Error(folder));
    }

    [Fact]
    public void Open_UnknownLayoutSplitOrFrame_IsRefused()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        Assert.Contains("known: cityscapes, nyudv2, sunrgbd37", Message(() => DenseDatasets.OpenSegmentation("nyu", folder.Path, "val")), StringComparison.Ordinal);
        Assert.Contains("has no test.txt", Message(() => DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "test")), StringComparison.Ordinal);
        Assert.Contains("no folder", Message(() => DenseDatasets.OpenSegmentation("nyudv2", folder.At("none/x"), "val")), StringComparison.Ordinal);
        Assert.Equal("no frame '7' in this split of nyudv2", Message(() => DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "val").Read("7")));
    }

    private static string Error(ScratchFolder folder) => Message(() => DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "val").Read("000002"));

    private static string Message(Func<object> read) => Assert.Throws<InvalidInputException>(read).Message;
}
