using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

public class SunRgbdPreparationTests
{
    [SkippableFact, Trait("Category", "RealData")]
    public void Run_RealFrame_GivesWhatTheCheckAcceptsAndTheRawReaderSees()
    {
        RgbdFrame real = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read("000017");
        using ScratchFolder official = OfficialFrames.Real(real.Cloud, real.Views[0]), prepared = new();
        RemoveTheOtherSplit(official);
        Assert.Equal(1, Run(official, prepared, points: 5_000));

        DatasetReport report = DatasetChecks.Run(DatasetChecks.For(prepared.Path), prepared.Path, new(), new() { Threads = 1 });
        Assert.Empty(report.Problems);
        Assert.Equal(1, report.Counts["votes"]["Group-Free (13 columns)"]);

        var source = new PreparedSunRgbd(new PreparedFolder(prepared.Path, "v2"), "train");
        SunRgbdScene scene = source.Read("000002"), raw = new OfficialSunRgbd(new OfficialFolder(official.Path), "train", "v2").Read("000002");
        Assert.Equal(5_000, scene.Cloud.Count);
        Assert.Equal(raw.Objects.Select(o => o.Label), scene.Objects.Select(o => o.Label));
        Assert.All(raw.Objects.Zip(scene.Objects), pair => Assert.True(OrientedIou.Of(pair.First.Box, pair.Second.Box) > 0.9999));
        Assert.Equal(PointInstances.Of(scene.Cloud.Positions, scene.Objects), scene.Instances);
        Assert.Equal(new PictureBox(53, 232, 185, 359), source.ReadObjects("000002")[0].InPicture);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Run_Again_FinishesWhatIsMissingAndNoMore()
    {
        RgbdFrame real = FrameFolder.Open(RealData.PathOf("sunrgbd")).Read("000017");
        using ScratchFolder official = OfficialFrames.Real(real.Cloud, real.Views[0]), prepared = new();
        RemoveTheOtherSplit(official);
        Run(official, prepared, points: 500);
        string votes = prepared.At("sunrgbd_pc_bbox_votes_50k_v2_train/000002_votes.npz"), cloud = votes.Replace("votes.npz", "pc.npz", StringComparison.Ordinal);
        byte[] first = File.ReadAllBytes(cloud);
        Assert.Equal(0, Run(official, prepared, points: 400));
        File.Delete(votes);
        Assert.Equal(1, Run(official, prepared, points: 500));
        Assert.Equal(PreparedSunRgbd.ReadCloud(cloud).Positions, Decoded(first));
    }

    [Fact]
    public void Run_MissingFile_IsNamed()
    {
        using ScratchFolder official = OfficialFrames.Invented(), prepared = new();
        PreparationReport report = DatasetPreparation.Run(null, official.Path, prepared.Path, new() { Labels = "v2", StopAtFirst = true, Threads = 1 });
        Assert.Contains("depth_bfx/2.png", Assert.Single(report.Damaged), StringComparison.Ordinal);
        Assert.DoesNotContain(official.Path, report.Damaged[0], StringComparison.Ordinal);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Of_RealPoints_AreTheVotesThatGroupFreeWrote()
    {
        using NpzFile file = NpzFile.Open(RealData.PathOf("sunrgbd_prepared/000017_votes.npz"));
        PointCloud cloud = PreparedSunRgbd.ReadCloud(RealData.PathOf("sunrgbd_prepared/000017_pc.npz"));
        LabelledBox[] objects = SunRgbdLabels.FromArray(RealData.PathOf("sunrgbd_prepared/000017_bbox.npy"));
        double[] written = file.Read("point_votes").As<double>(), made = GroupFreeVotes.Of(cloud.Positions, objects);
        Assert.Equal(written, made, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Of_PointInFourBoxes_KeepsTheFirstTwoAndTheLastNearestFirst()
    {
        LabelledBox At(double x) => new("table", new Box3D(new(x, 0, 0), new(10, 10, 10), 0));
        double[] row = GroupFreeVotes.Of([0, 0, 0], [At(3), At(2), At(0.5), At(1)]);
        Assert.Equal([1, 1, 0, 0, 2, 0, 0, 3, 0, 0, 3, 1, 0], row);     // the nearest of all, at 0.5, was overwritten
        Assert.Equal([1, 2, 0, 0, 3, 0, 0, 3, 0, 0, 1, 0, 0], GroupFreeVotes.Of([0, 0, 0], [At(3), At(2)]));
    }

    // The fixture's other split has no files.
    private static void RemoveTheOtherSplit(ScratchFolder official) => File.WriteAllBytes(
        official.At("SUNRGBDtoolbox/traintestSUNRGBD/allsplit.mat"),
        new Formats.MatWriter().Add("alltrain", new Formats.MatWriter.Cells(OfficialFrames.Recorded + OfficialFrames.Sequence)).Add("alltest", new Formats.MatWriter.Cells()).ToArray());

    private static int Run(ScratchFolder official, ScratchFolder prepared, int points)
    {
        PreparationReport report = SunRgbdPreparation.Run(official.Path, prepared.Path, new() { Labels = "v2", Points = points, Threads = 1 });
        Assert.Empty(report.Damaged);
        return report.Prepared;
    }

    private static float[] Decoded(byte[] archive) => PointCloudFile.Decode(archive, ".npz", "first").Positions;
}
