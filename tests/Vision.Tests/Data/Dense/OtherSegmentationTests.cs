using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Tests.Formats;

namespace Fuse3D.Vision.Tests.Data.Dense;

/// <summary>SUN RGB-D's 37 classes, Cityscapes, and labels in MATLAB files.</summary>
public class OtherSegmentationTests
{
    [Fact]
    public void SunRgbd_NumbersFromOne_BecomeClassesAndPicturesGetTheLabelsSize()
    {
        using var folder = new ScratchFolder();
        DensePictures.Colours(folder, "image/000001.png", 8, 6);
        DensePictures.Grey16(folder, "depth/000001.png", 8, 6, i => 2000 + 10 * i);
        DensePictures.Grey8(folder, "label/005051.png", 4, 3, i => i);      // the frame's number plus 5050
        folder.Write("train.txt", "image/000001.png\tlabel/000001.png\tdepth/000001.png\n");
        SegmentationSample sample = DenseDatasets.OpenSegmentation("sunrgbd37", folder.Path, "train").Draw("000001", new(Seed: 0));
        Assert.Equal([255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], sample.Labels);
        Assert.Equal((3, 4), (sample.Height, sample.Width));
        Assert.Equal((0, 255), (sample.Planes[1].Min(), sample.Planes[1].Max()));       // least and largest of the sized picture
        DensePictures.Grey8(folder, "label/005051.png", 4, 3, _ => 38);
        Assert.Contains("label 38 at column 0, row 0; 0..37 and 255 are allowed", Error("sunrgbd37", folder, "train", "000001"), StringComparison.Ordinal);
    }

    [Fact]
    public void Cityscapes_IdsAndDisparity_BecomeClassesAndMetres()
    {
        using var folder = new ScratchFolder();
        string At(string kind, string end) => $"{kind}/val/ulm/ulm_000000_000019_{end}";
        DensePictures.Colours(folder, At("leftImg8bit", "leftImg8bit.png"), 3, 2);
        DensePictures.Grey8(folder, At("gtFine", "gtFine_labelIds.png"), 3, 2, i => new[] { 7, 33, 0, 255, 23, 9 }[i]);
        DensePictures.Grey16(folder, At("disparity", "disparity.png"), 3, 2, i => new[] { 0, 1, 257, 25_601, 65_535, 2 }[i]);
        ISegmentationDataset city = DenseDatasets.OpenSegmentation("cityscapes", folder.Path, "val");
        Assert.Equal(["ulm_000000_000019"], city.Ids);
        SegmentationSample sample = city.Draw(city.Ids[0], new(Seed: 0));
        Assert.Equal([0, 18, 255, 255, 10, 255], sample.Labels);
        double one = 0.209313 * 2262.52;
        Assert.Equal([0, 0, (float)one, (float)(one / 100), (float)(one * 256 / 65_534), (float)(one * 256)], sample.Planes[1][..6]);

        folder.Write(At("camera", "camera.json"), """{"extrinsic":{"baseline":0.5},"intrinsic":{"fx":1000}}""");
        Assert.Equal(500, city.Draw(city.Ids[0], new(Seed: 0)).Planes[1][2]);
        folder.Write(At("camera", "camera.json"), """{"extrinsic":{}}""");
        Assert.Equal($"leftImg8bit/val: {At("camera", "camera.json")}: no number extrinsic.baseline", Error("cityscapes", folder, "val", city.Ids[0]));
    }

    [Fact]
    public void MatFile_WithAnArray_HoldsLabelsFromOneAlongTheRows()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        double[] rows = [0, 1, 2, 3, 40, 5, .. Enumerable.Repeat(7.0, 24)];
        File.WriteAllBytes(folder.At("masks/000002.mat"), new MatWriter().Add("segmentation", new MatWriter.Numbers(rows, Columns: 6)).ToArray());
        folder.Write("val.txt", "rgb/000002.png\tmasks/000002.mat\tdepth/000002.png");
        byte[] labels = DenseDatasets.OpenSegmentation("nyudv2", folder.Path, "val").Read("000002").Labels.Values;
        Assert.Equal([255, 0, 1, 2, 39, 4, 6], labels[..7]);
        rows[3] = 41;
        File.WriteAllBytes(folder.At("masks/000002.mat"), new MatWriter().Add("segmentation", new MatWriter.Numbers(rows, Columns: 6)).ToArray());
        Assert.Equal(
            "val.txt, line 1: masks/000002.mat: label 41 at column 3, row 0; 0..40 and 255 are allowed", Error("nyudv2", folder, "val", "000002"));
        rows[3] = 0.5;
        File.WriteAllBytes(folder.At("masks/000002.mat"), new MatWriter().Add("segmentation", new MatWriter.Numbers(rows, Columns: 6)).ToArray());
        Assert.Contains("holds 0.5; labels are whole numbers", Error("nyudv2", folder, "val", "000002"), StringComparison.Ordinal);
    }

    [Fact]
    public void MatFile_WithNames_IsReadByThem()
    {
        using ScratchFolder folder = DensePictures.Nyu();
        double[] rows = [0, 1, 2, 3, .. Enumerable.Repeat(2.0, 26)];
        byte[] file = new MatWriter().Add("seglabel", new MatWriter.Numbers(rows, Columns: 6)).Add("names", new MatWriter.Cells("floor", "unknown thing", "bag")).ToArray();
        File.WriteAllBytes(folder.At("masks/000002.mat"), file);
        folder.Write("val.txt", "rgb/000002.png\tmasks/000002.mat\tdepth/000002.png");
        Assert.Equal([255, 1, 255, 36, 255], DenseDatasets.OpenSegmentation("sunrgbd37", folder.Path, "val").Read("000002").Labels.Values[..5]);
    }

    private static string Error(string layout, ScratchFolder folder, string split, string id) =>
        Assert.Throws<InvalidInputException>(() => DenseDatasets.OpenSegmentation(layout, folder.Path, split).Read(id)).Message;
}
