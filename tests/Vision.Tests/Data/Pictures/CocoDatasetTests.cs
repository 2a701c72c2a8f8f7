using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Tests.Data.Pictures;

public class CocoDatasetTests
{
    private static readonly PictureDraw Plain = new(new ViewInput(null, 64), Seed: 0);

    [Theory]
    [InlineData("val"), InlineData("val2017")]
    public void Open_KeepsCategoryIdsAndOrdersPictures(string split)
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root);
        IPictureDataset data = DatasetFactory.OpenPictures("coco", root.Path, split);
        Assert.Equal(["5", "8", "139"], data.Ids);
        Assert.Equal(91, data.ClassNames.Count);
        Assert.Equal(("unused16", "cat", "dog", "toothbrush"), (data.ClassNames[16], data.ClassNames[17], data.ClassNames[18], data.ClassNames[90]));
    }

    [Fact]
    public void Draw_CrowdsAreTruthButNoTargets()
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root);
        PictureSample sample = DatasetFactory.OpenPictures("coco", root.Path, "val").Draw("8", Plain);
        Assert.Equal((new PictureSize(64, 96), new PictureSize(60, 90)), (sample.Size, sample.Stored));
        Assert.Equal(3 * 64 * 96, sample.Planes.Length);
        Assert.Equal(new PictureTarget(17, 25 / 90f, 27.5f / 60, 30 / 90f, 15 / 60f), Assert.Single(sample.Targets));
        Assert.Equal([new PictureTruth(17, new(10, 20, 40, 35), 300.5, false), new PictureTruth(17, new(0, 0, 90, 60), 5000, true)], sample.Truth);
    }

    [Fact]
    public void Draw_BoxesAreClippedAndEmptyOnesDropped()
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root);
        IPictureDataset data = DatasetFactory.OpenPictures("coco_contiguous", root.Path, "val");
        Assert.Equal(["cat", "dog", "toothbrush"], data.ClassNames);
        PictureSample sample = data.Draw("139", Plain);
        Assert.Equal(
            [new PictureTarget(1, 0.25f, 0.3f, 0.25f, 0.4f), new PictureTarget(0, 52 / 64f, 70 / 80f, 24 / 64f, 20 / 80f)], sample.Targets);
        Assert.Equal(3, sample.Truth.Count);
        Assert.Empty(data.Draw("5", Plain).Targets);
    }

    [Theory]
    [InlineData("{\"images\":[{\"id\":1}]}", "file_name")]
    [InlineData("{\"images\":[{\"id\":1,\"file_name\":\"../x.jpg\"}],\"categories\":[{\"id\":1,\"name\":\"a\"}]}", "leads out")]
    [InlineData("{\"images\":[{\"id\":1,\"file_name\":\"x.jpg\"}],\"categories\":[{\"id\":1,\"name\":\"a\"}],\"annotations\":[{\"id\":7,\"image_id\":2,\"category_id\":1,\"bbox\":[0,0,1,1]}]}", "image 2")]
    [InlineData("{\"images\":[{\"id\":1,\"file_name\":\"x.jpg\"}],\"categories\":[{\"id\":1,\"name\":\"a\"}],\"annotations\":[{\"id\":7,\"image_id\":1,\"category_id\":3,\"bbox\":[0,0,1,1]}]}", "category 3")]
    [InlineData("{\"images\":[{\"id\":1,\"file_name\":\"x.jpg\"}],\"annotations\":[{\"image_id\":1,\"category_id\":3,\"bbox\":[0,0,1]}]}", "bbox of 3")]
    [InlineData("{\"images\":[{\"id\":1,\"file_name\":\"x.jpg\"}],\"categories\":[{\"id\":123456789,\"name\":\"a\"}]}", "coco_contiguous")]
    [InlineData("[]", "an object belongs")]
    public void Open_BadAnnotations_AreNamed(string content, string fault)
    {
        using var root = new ScratchFolder();
        CocoFixture.Write(root);
        root.Write("annotations/instances_val2017.json", content);
        string message = Assert.Throws<InvalidInputException>(() => DatasetFactory.OpenPictures("coco", root.Path, "val")).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.Contains("instances_val2017.json", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithoutFiles_SaysWhichAreMissing()
    {
        using var root = new ScratchFolder();
        Assert.Contains("instances_val.json", Refusal(), StringComparison.Ordinal);
        root.Write("annotations/instances_val.json", "{}");
        Assert.Contains("val, val2017, images/val", Refusal(), StringComparison.Ordinal);
        string Refusal() => Assert.Throws<InvalidInputException>(() => DatasetFactory.OpenPictures("coco", root.Path, "val")).Message;
    }
}
