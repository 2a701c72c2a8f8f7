using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Tests.Data.Rooms.Writing;

namespace Fuse3D.Vision.Tests.Data.Dense;

public class DenseCheckTests
{
    [Fact]
    public void Run_GeneratedRooms_FindsNothingWrong()
    {
        using ScratchFolder nyu = RoomFolder.Make(RoomFolder.Options("nyudv2")), taskonomy = RoomFolder.Make(RoomFolder.Options("taskonomy"));
        DatasetReport labelled = Check(nyu), views = Check(taskonomy);
        Assert.Empty(labelled.Problems);
        Assert.Equal(("nyudv2", 3, 2), (labelled.Layout, labelled.Counts["frames"]["train"], labelled.Counts["frames"]["val"]));
        Assert.Equal(5 * 96 * 72, labelled.Counts["pixels"].Values.Sum());
        Assert.Empty(views.Problems);
        Assert.Equal(("taskonomy", 5, 8), (views.Layout, views.Counts["domains"]["edge_texture"], views.Counts["domains"].Count));
    }

    [Fact]
    public void Run_Problems_AreListedWithTheirPlace()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        File.Delete(folder.At("depth/000001.png"));
        DensePictures.Grey8(folder, "masks/000002.png", 6, 5, _ => 200);
        Assert.Equal(
            ["depth/000001.png: missing", "val.txt: line 1: masks/000002.png: label 200 at column 0, row 0; 0..39 and 255 are allowed"],
            Check(folder).Problems.Select(p => $"{p.Path}: {p.Message}"));
        folder.Write("val.txt", "one name");
        Assert.Contains("val.txt: line 1: 1 names where picture, labels and depth with tabs between them belong", Check(folder).Problems.Select(p => $"{p.Path}: {p.Message}"));
    }

    [Fact]
    public void Run_NamedLayoutWithoutLists_SaysSo()
    {
        using var folder = new ScratchFolder();
        Assert.Equal(["no train.txt, val.txt, test.txt"], Check(folder, "sunrgbd37").Problems.Select(p => p.Message));
        Assert.Equal(["no leftImg8bit/train, leftImg8bit/val, leftImg8bit/test"], Check(folder, "cityscapes").Problems.Select(p => p.Message));
    }

    private static DatasetReport Check(ScratchFolder root, string? layout = null) =>
        DatasetChecks.Run(DatasetChecks.For(root.Path, layout), root.Path, new DatasetOptions(), new CheckOptions { Threads = 2 });
}
