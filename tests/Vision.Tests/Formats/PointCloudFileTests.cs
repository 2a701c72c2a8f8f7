using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Formats;

public class PointCloudFileTests
{
    private static readonly PointCloud Coloured = Sample(100, colours: true), Plain = Sample(101, colours: false);

    [Fact]
    public void WriteBin_ReadsBackTheSame()
    {
        using var file = new ScratchFile(".bin");
        PointCloudFile.WriteBin(file.Path, Coloured);
        PointCloud read = PointCloudFile.Read(file.Path);
        Assert.Equal(Coloured.Positions, read.Positions);
        Assert.Equal(Coloured.Colours, read.Colours);
        PointCloudFile.WriteBin(file.Path, Plain);
        Assert.Equal(Plain.Positions, PointCloudFile.Read(file.Path, columns: 3).Positions);
    }

    [Fact]
    public void WritePly_ReadsBackTheSame()
    {
        using var file = new ScratchFile(".ply");
        var cloud = new PointCloud(
            Coloured.Positions, Coloured.Colours, new Dictionary<string, float[]> { ["nx"] = Plain.Positions[..100] });
        PointCloudFile.WritePly(file.Path, cloud);
        PointCloud read = PointCloudFile.Read(file.Path);
        Assert.Equal(cloud.Positions, read.Positions);
        Assert.Equal(cloud.Extras["nx"], read.Extras["nx"]);
        Assert.All(cloud.Colours!.Zip(read.Colours!), c => Assert.InRange(MathF.Abs(c.First - c.Second), 0, 0.5f / 255 + 1e-6f));
    }

    [Fact]
    public void WriteNpy_ReadsBackTheSame()
    {
        using var file = new ScratchFile(".npy");
        PointCloudFile.WriteNpy(file.Path, Coloured);
        PointCloud read = PointCloudFile.Read(file.Path);
        Assert.Equal(Coloured.Positions, read.Positions);
        Assert.Equal(Coloured.Colours, read.Colours);
    }

    [Fact]
    public void Read_BinOfRows_TakesWhatTheValuesSay()
    {
        float[] kitti = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { i - 9.5f, i * 2.25f, -i, i / 40f })];
        PointCloud cloud = Decode(".bin", MemoryMarshal.AsBytes<float>(kitti).ToArray());
        Assert.Equal((40, 39 / 40f), (cloud.Count, cloud.Extras["intensity"][39]));

        float[] colours = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { i - 9.5f, i * 2.25f, -i, 51, 255, 0 })];
        Assert.Equal([0.2f, 1, 0], Decode(".bin", MemoryMarshal.AsBytes<float>(colours).ToArray()).Colours![..3]);
    }

    [Fact]
    public void Read_BinThatMayBeSeveral_AsksForTheColumns()
    {
        byte[] bytes = MemoryMarshal.AsBytes<float>(Enumerable.Range(0, 48).Select(i => i * 1.5f - 20).ToArray()).ToArray();
        var error = Assert.Throws<InvalidInputException>(() => Decode(".bin", bytes));
        Assert.Contains("rows of 3 or 4 or 6", error.Message, StringComparison.Ordinal);
        Assert.Equal(16, PointCloudFile.Decode(bytes, ".bin", "p", columns: 3).Count);
    }

    [Theory]
    [InlineData(".bin", 7), InlineData(".bin", 0), InlineData(".bin", 20), InlineData(".ply", 0), InlineData(".pcd", 3),
        InlineData(".npy", 5), InlineData(".npz", 9)]
    public void Decode_NotSuchAFile_IsAnError(string extension, int bytes) =>
        Assert.Throws<InvalidInputException>(() => Decode(extension, new byte[bytes]));

    [Fact]
    public void Read_UnknownEnding_ListsTheKnownOnes() =>
        Assert.Contains(".ply", Assert.Throws<InvalidInputException>(() => PointCloudFile.Read("a.las")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(".bin"), InlineData(".ply"), InlineData(".npy")]
    public void Read_TooManyPoints_IsRefusedWithTheLimit(string extension)
    {
        using var file = new ScratchFile(extension);
        if (extension == ".bin")
            PointCloudFile.WriteBin(file.Path, Coloured);
        else if (extension == ".ply")
            PointCloudFile.WritePly(file.Path, Coloured);
        else
            PointCloudFile.WriteNpy(file.Path, Coloured);
        Assert.Contains("100 points; at most 99",
            Assert.Throws<InvalidInputException>(() => PointCloudFile.Read(file.Path, 6, 99)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Select_RepeatedIndices_RepeatPoints()
    {
        PointCloud picked = Coloured.Select([5, 5, 0]);
        Assert.Equal(Coloured.Positions[15..18], picked.Positions[3..6]);
        Assert.Equal(Coloured.Colours![0..3], picked.Colours![6..9]);
    }

    [Fact]
    public void WithoutInvalid_NaNAndInfinity_AreLeftOut()
    {
        var cloud = new PointCloud([0, 0, 0, float.NaN, 1, 1, 2, 2, 2, 3, float.PositiveInfinity, 3]);
        Assert.Equal(1, cloud.IndexOfInvalid());
        Assert.Equal([0, 0, 0, 2, 2, 2], cloud.WithoutInvalid().Positions);
        Assert.Same(Coloured, Coloured.WithoutInvalid());
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void Read_RealClouds_AreWhatTheirReadmeSays()
    {
        PointCloud sun = PointCloudFile.Read(RealData.PathOf("sunrgbd/000017.bin"));
        PointCloud scan = PointCloudFile.Read(RealData.PathOf("scannet/scene0000_00.bin"));
        PointCloud prepared = PointCloudFile.Read(RealData.PathOf("sunrgbd_prepared/000017_pc.npz"));
        Assert.Equal((50000, 40684, 20000), (sun.Count, scan.Count, prepared.Count));
        foreach (PointCloud cloud in (PointCloud[])[sun, scan, prepared])
        {
            Assert.InRange(cloud.Colours!.Max(), 0.9f, 1f);
            Assert.Equal(-1, cloud.IndexOfInvalid());
        }
    }

    internal static PointCloud Sample(int count, bool colours)
    {
        var random = new Random(count);
        float[] Draw() => [.. Enumerable.Range(0, 3 * count).Select(_ => random.NextSingle() * 10 - 5)];
        return new PointCloud(Draw(), colours ? [.. Draw().Select(v => (v + 5) / 10)] : null);
    }

    private static PointCloud Decode(string extension, byte[] bytes) => PointCloudFile.Decode(bytes, extension, "p" + extension);
}
