using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

public class PreparedSunRgbdTests
{
    private static readonly ViewInput Small = new(new PictureSize(32, 48), 32);
    private static readonly SampleDraw Plain = new(4, Seed: 1) { Views = 1, View = Small };

    [Fact]
    public void Draw_WithoutAugmentation_GivesThePointsWithTheirFeaturesAndObjects()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        DetectionSample sample = Open(folder).Draw("000007", Plain with { UseColour = true, UseHeight = true });
        Assert.Equal((4, 4 * 7), (sample.PointCount, sample.Points.Length));
        // x y z, red green blue about 0, height over the lowest point
        float[][] rows = [.. sample.Points.Chunk(7)];
        Assert.Contains([0.1f, 2.1f, 0, -0.5f, 0.5f, -0.5f, 0], rows);
        int beside = Array.FindIndex(rows, r => r[0] == 1.5f);
        Assert.Equal([1.5f, 3, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], rows[beside]);
        Assert.Equal([.. rows.Select((_, i) => i == beside ? -1L : 0)], sample.Targets.PointInstance);
        Assert.Equal([.. rows.Select((_, i) => i == beside ? 0L : 1)], sample.Targets.PointObjectMask);
        Assert.Equal([1, 0], sample.Targets.BoxMask[..2]);
        Assert.Equal([0, 2, 0, 1000], sample.Targets.CenterLabel[..4]);
    }

    [Theory, InlineData(13), InlineData(10), InlineData(0)]
    public void Draw_AnyFormOfTheVotes_FindsTheSameObjects(int columns)
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        if (columns == 0)
            File.Delete(folder.At($"{PreparedFrames.Train}/000007_votes.npz"));
        if (columns == 10)
            PreparedFrames.WriteVotes(folder, "000007", new double[40], 10);
        DetectionSample sample = Open(folder).Draw("000007", Plain);
        Assert.Equal([.. sample.Points.Chunk(3).Select(p => p[0] == 1.5f ? -1L : 0)], sample.Targets.PointInstance);
    }

    [Fact]
    public void Draw_PictureBox_IsRelativeToItsEdges()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        SampleView view = Assert.Single(Open(folder).Draw("000007", Plain).Views);
        // 1-based pixels 3 to 7 of 10, 2 to 5 of 8
        PictureTarget target = Assert.Single(view.Targets);
        Assert.Equal(1, target.Class);
        Assert.Equal([0.45f, 0.375f, 0.4f, 0.375f], [target.CentreX, target.CentreY, target.Width, target.Height]);
        Assert.Equal((new PictureSize(32, 48), 3 * 32 * 48), (view.Size, view.Planes.Length));
        Assert.Equal((48, 48, 32), (view.Camera.Fx, view.Camera.Width, view.Camera.Height));
    }

    [Fact]
    public void Draw_PictureBoxOutsideThePicture_IsLeftOut()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        folder.Write($"{PreparedFrames.Original}/label_v1/000007.txt", "table 20 2 4 3 0 2 0 0.25 0.5 0.25 1 0\n");
        Assert.Empty(Open(folder).Draw("000007", Plain).Views[0].Targets);
    }

    [Fact]
    public void Draw_ProjectedPictureBoxes_CoverTheProjectedCorners()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        PictureTarget target = Open(folder, new DatasetOptions { ProjectPictureBoxes = true }).Draw("000007", Plain).Views[0].Targets[0];
        // The box's upper and lower face, 0.5 m apart, seen from 2 m less its reach towards the camera.
        double near = 2 - Box3D.FromHeading(default, new(1, 0.5, 0.5), 0.3).Extents().Size.Y / 2;
        Assert.Equal(2 * 0.25 * 10 / near / 8, target.Height, 1e-6);
        Assert.Equal(4 / 8.0, target.CentreY, 1e-6);
    }

    [Fact]
    public void Open_SkipEmpty_LeavesOutFramesWithoutObjects()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007", "000008", "000009");
        PreparedFrames.WriteBoxes(folder, "000008", []);
        PreparedFrames.WriteVotes(folder, "000008", [.. Enumerable.Repeat<double[]>([0, .. new double[9], -1, -1, -1], 4).SelectMany(r => r)], 13);
        Assert.Equal(["000007", "000008", "000009"], Open(folder).Ids);
        Assert.Equal(["000007", "000009"], Open(folder, new DatasetOptions { SkipEmpty = true }).Ids);
        DetectionSample empty = Open(folder).Draw("000008", Plain with { Views = 0 });
        Assert.Empty(empty.Truth);
        Assert.All(empty.Targets.PointInstance, i => Assert.Equal(-1, i));
    }

    [Fact]
    public void Open_FolderAbove_IsFound()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007"), above = new();
        Directory.Move(folder.Path, above.At("sunrgbd"));
        Assert.Equal(["000007"], Open(above).Ids);
        Directory.CreateDirectory(folder.Path);
    }

    [Theory]
    [InlineData("votes", "belongs to object 1; there are 1")]
    [InlineData("votes rows", "[3, 13]")]
    [InlineData("boxes", "class 10")]
    [InlineData("infinite box", "row 0: a box with a number that is not finite")]
    [InlineData("points", "point 1 is not finite")]
    [InlineData("labels", "lists chair, and the prepared boxes are table")]
    [InlineData("picture", "no file")]
    public void Draw_InconsistentFiles_AreNamed(string what, string fault)
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        Damage(folder, what);
        InvalidInputException e = Assert.Throws<InvalidInputException>(() => Open(folder).Draw("000007", Plain));
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
        Assert.Contains("000007", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoSuchSplit_SaysWhereItLooked()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007");
        Assert.Contains("50k_v1_val", Assert.Throws<InvalidInputException>(
            () => DatasetFactory.Open("sunrgbd_prepared", folder.Path, "val")).Message, StringComparison.Ordinal);
        Assert.Contains("'v3'", Assert.Throws<InvalidInputException>(
            () => Open(folder, new DatasetOptions { Labels = "v3" })).Message, StringComparison.Ordinal);
        Assert.Contains("sunrgbd_prepared", Assert.Throws<InvalidInputException>(
            () => DatasetFactory.Open("kitti", folder.Path, "val")).Message, StringComparison.Ordinal);
    }

    private static IDetectionDataset Open(ScratchFolder folder, DatasetOptions? options = null) =>
        DatasetFactory.Open("sunrgbd_prepared", folder.Path, "train", options);

    private static void Damage(ScratchFolder folder, string what)
    {
        switch (what)
        {
            case "votes": PreparedFrames.WriteVotes(folder, "000007", [.. new double[49], 1, 0, 0], 13); break;
            case "votes rows": PreparedFrames.WriteVotes(folder, "000007", new double[39], 13); break;
            case "boxes": PreparedFrames.WriteBoxes(folder, "000007", [0, 0, 0, 1, 1, 1, 0, 10]); break;
            case "infinite box": PreparedFrames.WriteBoxes(folder, "000007", [0, double.NaN, 0, 1, 1, 1, 0, 1]); break;
            case "points": PreparedFrames.WritePoints(folder, "000007", [.. new double[7], double.NaN, .. new double[16]]); break;
            case "labels": folder.Write($"{PreparedFrames.Original}/label_v1/000007.txt", "chair 3 2 4 3 0 2 0 1 1 1 1 0\n"); break;
            default: File.Delete(folder.At($"{PreparedFrames.Original}/image/000007.jpg")); break;
        }
    }
}
