using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

public class PreparedSunRgbdCheckTests
{
    private const string Train = PreparedFrames.Train, Original = PreparedFrames.Original;

    [Fact]
    public void Run_SoundFolder_SaysWhatIsThere()
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007", "000008");
        folder.Write($"{Original}/val_data_idx.txt", "");
        DatasetReport report = Check(folder);
        Assert.Empty(report.Problems);
        Assert.Equal(("sunrgbd_prepared", true), (report.Layout, report.Complete));
        Assert.Equal(2, report.Counts["frames"]["train"]);
        Assert.Equal(2, report.Counts["objects in train (v1)"]["table"]);
        Assert.Equal(2, report.Counts["votes"]["Group-Free (13 columns)"]);
        Assert.Equal(2, report.Counts["picture sizes"]["10 x 8"]);
        Assert.True(report.Bytes > 0);
    }

    [Theory]
    [InlineData("points", $"{Train}/000008_pc.npz", "point 1 is not finite")]
    [InlineData("truncated", $"{Train}/000008_pc.npz", "zip")]
    [InlineData("boxes gone", $"{Train}/000008_bbox.npy", "missing")]
    [InlineData("class", $"{Train}/000008_bbox.npy", "class 10")]
    [InlineData("flat box", $"{Train}/000008_bbox.npy", "sides of 0, 2, 2 m")]
    [InlineData("votes", $"{Train}/000008_votes.npz", "[3, 13]")]
    [InlineData("labels", $"{Original}/label_v1/000008.txt", "(chair)")]
    [InlineData("moved label", $"{Original}/label_v1/000008.txt", "elsewhere")]
    [InlineData("picture", $"{Original}/image/000008.jpg", "missing")]
    [InlineData("no picture", $"{Original}/image/000008.jpg", "neither a JPEG nor a PNG")]
    [InlineData("singular", $"{Original}/calib/000008.txt", "Rtilt is no turn")]
    [InlineData("focal", $"{Original}/calib/000008.txt", "fx is 0")]
    [InlineData("twice", $"{Original}/train_data_idx.txt", "frame 000008 is listed twice")]
    [InlineData("both", $"{Original}/val_data_idx.txt", "frame 000008 is in the list of train too")]
    [InlineData("unlisted", $"{Train}/000008_pc.npz", "frame 000008 is not in the list of train")]
    [InlineData("listed", $"{Train}/000009_pc.npz", "missing, and frame 000009 is in the list of train")]
    [InlineData("words", $"{Original}/train_data_idx.txt", "'eight' is no frame number")]
    public void Run_OneFault_NamesTheFileAndTheFault(string fault, string path, string message)
    {
        using ScratchFolder folder = PreparedFrames.Invented("000007", "000008");
        folder.Write($"{Original}/val_data_idx.txt", "");
        Damage(folder, fault);
        DatasetReport report = Check(folder);
        Assert.Contains(report.Problems, p => p.Path == path && p.Message.Contains(message, StringComparison.Ordinal));
        Assert.All(report.Problems, p => Assert.DoesNotContain(folder.Path, p.Message, StringComparison.Ordinal));
        Assert.True(report.Complete);
        Assert.InRange(report.Counts["objects in train (v1)"].Values.Sum(), 1, 2);      // the other frame was still looked at
    }

    [Fact]
    public void Run_StopAtFirst_EndsWithTheSameProblemOnAnyNumberOfThreads()
    {
        string[] ids = [.. Enumerable.Range(1, 30).Select(i => $"{i:000000}")];
        using ScratchFolder folder = PreparedFrames.Invented(ids);
        folder.Write($"{Original}/val_data_idx.txt", "");
        foreach (string id in ids[5..])
            File.Delete(folder.At($"{Train}/{id}_bbox.npy"));
        foreach (int threads in (int[])[1, 4])
        {
            DatasetReport report = Check(folder, new CheckOptions { StopAtFirst = true, Threads = threads });
            Assert.Equal([new DatasetProblem($"{Train}/000006_bbox.npy", "missing")], report.Problems);
            Assert.False(report.Complete);
        }
    }

    [Fact]
    public void For_FolderOfNoLayout_NamesThoseThatAreKnown()
    {
        using var folder = new ScratchFolder();
        Assert.Contains("sunrgbd_prepared", Assert.Throws<InvalidInputException>(() => DatasetChecks.For(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("'kitti'", Assert.Throws<InvalidInputException>(() => DatasetChecks.For(folder.Path, "kitti")).Message, StringComparison.Ordinal);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Run_RealFrame_HasNoProblemsButTheMissingList()
    {
        using ScratchFolder folder = PreparedFrames.Real();
        DatasetReport report = Check(folder);
        Assert.Equal([new DatasetProblem($"{Original}/val_data_idx.txt", "missing")], report.Problems);
        Assert.Equal(1, report.Counts["picture sizes"]["730 x 530 (kinect v2)"]);
        Assert.Equal(["bed", "night_stand"], report.Counts["objects in train (v1)"].Keys);
    }

    private static DatasetReport Check(ScratchFolder folder, CheckOptions? how = null) =>
        DatasetChecks.Run(DatasetChecks.For(folder.Path), folder.Path, new DatasetOptions(), how ?? new CheckOptions { Threads = 2 });

    private static void Damage(ScratchFolder folder, string fault)
    {
        const string Id = "000008";
        string label = $"{Original}/label_v1/{Id}.txt", calibration = $"{Original}/calib/{Id}.txt", list = $"{Original}/train_data_idx.txt";
        switch (fault)
        {
            case "points": PreparedFrames.WritePoints(folder, Id, [.. new double[7], double.NaN, .. new double[16]]); break;
            case "truncated": Truncate(folder.At($"{Train}/{Id}_pc.npz")); break;
            case "boxes gone": File.Delete(folder.At($"{Train}/{Id}_bbox.npy")); break;
            case "class": PreparedFrames.WriteBoxes(folder, Id, [0, 0, 0, 1, 1, 1, 0, 10]); break;
            case "flat box": PreparedFrames.WriteBoxes(folder, Id, [0, 2, 0, 0, 1, 1, 0, 1]); break;
            case "votes": PreparedFrames.WriteVotes(folder, Id, new double[39], 13); break;
            case "labels": folder.Write(label, "chair 3 2 4 3 0 2 0 1 1 1 1 0\n"); break;
            case "moved label": folder.Write(label, "table 3 2 4 3 0 3 0 0.25 0.5 0.25 1 0\n"); break;
            case "picture": File.Delete(folder.At($"{Original}/image/{Id}.jpg")); break;
            case "no picture": folder.Write($"{Original}/image/{Id}.jpg", "picture"); break;
            case "singular": folder.Write(calibration, "1 0 0 1 0 0 0 0 1\n10 0 0 0 10 0 5.5 4.5 1\n"); break;
            case "focal": folder.Write(calibration, "1 0 0 0 1 0 0 0 1\n0 0 0 0 10 0 5.5 4.5 1\n"); break;
            case "twice": folder.Write(list, "7\n8\n8\n"); break;
            case "both": folder.Write($"{Original}/val_data_idx.txt", "8\n"); break;
            case "unlisted": folder.Write(list, "7\n"); break;
            case "listed": folder.Write(list, "7\n8\n9\n"); break;
            default: folder.Write(list, "7\neight\n"); break;
        }
    }

    private static void Truncate(string path) => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^40]);
}
