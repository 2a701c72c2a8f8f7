using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Tests.Data;

namespace Fuse3D.Vision.Tests.Metrics.Running;

public sealed class ResultFolderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private string Results => Path.Combine(_scratch.Path, "frames.bin");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Find_AfterReopening_GivesEveryBit()
    {
        FrameResult written = Result(1, 17);
        using (ResultFolder folder = Open())
            folder.Results.Add(written);

        using ResultFolder again = Open(resume: true);
        FrameResult read = again.Results.Find(written.Key)!;

        Assert.Equal((written.Key, written.Id), (read.Key, read.Id));
        Assert.Equal(written.Truth, read.Truth);
        Assert.Equal(written.Heads[0].Select(Numbers), read.Heads[0].Select(Numbers));
        Assert.Equal(written.Heads[0][0].Probabilities, read.Heads[0][0].Probabilities);
        Assert.Empty(read.Heads[1]);
        Assert.Equal(written.Pictures[0].Truth, read.Pictures[0].Truth);
        Assert.Equal(written.Pictures[0].Found, read.Pictures[0].Found);
        Assert.Null(again.Results.Find(new(0, 17)));
    }

    [Fact]
    public void Find_FrameOfADenseNetwork_GivesEveryBit()
    {
        DenseFrame written = new()
        {
            Labels = [[new(0, 1, 3_000_000_000), new(39, 254, 1)], []],
            Errors = [new(0.1, 1e-300)],
            Features = [[1.5f, float.Epsilon], [-0f, 2]],
            Exchanged = [new("stage1.block0", [0.25, 1 / 3.0])],
        };
        using (ResultFolder folder = Open())
        {
            folder.Results.Add(new(new(0, 3), "000003") { Dense = written });
            folder.Results.Add(Result(0, 4));
        }

        using ResultFolder again = Open(resume: true);
        DenseFrame read = again.Results.Find(new(0, 3))!.Dense!;

        Assert.Equal(written.Labels, read.Labels);
        Assert.Equal(written.Errors, read.Errors);
        Assert.Equal(written.Features, read.Features);
        Assert.Equal("stage1.block0", Assert.Single(read.Exchanged).Place);
        Assert.Equal(written.Exchanged[0].Shares, read.Exchanged[0].Shares);
        Assert.Null(again.Results.Find(new(0, 4))!.Dense);
    }

    [Fact]
    public void Open_FileCutAnywhere_KeepsWholeRecordsAndGoesOn()
    {
        long first, whole;
        using (ResultFolder folder = Open())
        {
            folder.Results.Add(Result(0, 0));
            first = new FileInfo(Results).Length;
            folder.Results.Add(Result(0, 1));
        }

        byte[] bytes = File.ReadAllBytes(Results);
        whole = bytes.Length;
        for (long cut = first; cut < whole; cut += 7)
        {
            File.WriteAllBytes(Results, bytes[..(int)cut]);
            using ResultFolder folder = Open(resume: true);
            Assert.Equal((1, cut - first), (folder.Results.Count, folder.Results.Dropped));
            folder.Results.Add(Result(0, 1));
            Assert.Equal(whole, new FileInfo(Results).Length);
        }
    }

    [Fact]
    public void Open_DamagedRecord_IsDroppedWithWhatFollows()
    {
        using (ResultFolder folder = Open())
        {
            for (int frame = 0; frame < 3; frame++)
                folder.Results.Add(Result(0, frame));
        }

        byte[] bytes = File.ReadAllBytes(Results);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(Results, bytes);

        using ResultFolder again = Open(resume: true);

        Assert.Equal(1, again.Results.Count);
        Assert.True(again.Results.Has(new(0, 0)));
        Assert.Equal(2 * bytes.Length / 3, again.Results.Dropped);
    }

    [Fact]
    public void Open_EarlierResults_AreContinuedOnlyWhenAskedAndTheSame()
    {
        using (ResultFolder folder = Open())
            folder.Results.Add(Result(0, 0));

        var unasked = Assert.Throws<InvalidInputException>(() => Open());
        var other = Assert.Throws<InvalidInputException>(() => Open(resume: true, ("seed", "1"), ("points", "20000")));

        Assert.Contains("--resume", unasked.Message, StringComparison.Ordinal);
        Assert.Contains("seed: 0 there, 1 now", other.Message, StringComparison.Ordinal);
        Assert.Contains("points: nothing there, 20000 now", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ResultsOfNobody_AreRefused()
    {
        File.WriteAllBytes(Results, [1, 2, 3]);

        Assert.Contains("run.json", Assert.Throws<InvalidInputException>(() => Open(resume: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderInUse_IsRefused()
    {
        using ResultFolder folder = Open();

        Assert.Throws<IOException>(() => Open(resume: true));
    }

    private ResultFolder Open(bool resume = false, params (string Name, string Value)[] identity) => ResultFolder.Open(
        _scratch.Path, new RunIdentity(new((identity.Length > 0 ? identity : [("seed", "0")]).ToDictionary(value => value.Name, value => value.Value))), resume);

    private static (int, Box3D, double, int) Numbers(DecodedBox box) => (box.Candidate, box.Box, box.Objectness, box.Class);

    private static FrameResult Result(int repeat, int frame)
    {
        var box = new Box3D(new(0.1, 1 / 3.0, -2), new(Math.PI, 1e-9, 3), -0.7);
        return new(new(repeat, frame), "000017")
        {
            Truth = [new(2, box, box with { Yaw = 1 })],
            Heads = [[new(7, box, 0.25, [0.1, 1 / 7.0], 1), new(9, box, 1, [], 0)], []],
            Pictures = [new([new(1, new(0, 1, 2.5, 3), 4, Crowd: true)], [new(3, 0.5, new(1, 2, 3, 4 / 3.0))])],
        };
    }
}
