using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data;

public class PointSamplingTests
{
    [Fact]
    public void Choose_AsManyAsThereAre_IsTheIdentity() => Assert.Equal(Enumerable.Range(0, 500), PointSampling.Choose(500, 500, seed: 7));

    [Theory]
    [InlineData(500, 100), InlineData(500, 499), InlineData(1, 0)]
    public void Choose_Fewer_RepeatsNone(int count, int target)
    {
        int[] chosen = PointSampling.Choose(count, target, seed: 7);
        Assert.Equal(target, chosen.Distinct().Count());
        Assert.All(chosen, i => Assert.InRange(i, 0, count - 1));
        Assert.Equal(chosen, PointSampling.Choose(count, target, seed: 7));
        Assert.True(target < 50 || !chosen.SequenceEqual(PointSampling.Choose(count, target, seed: 8)));
    }

    [Fact]
    public void Choose_More_HasEveryPoint()
    {
        int[] chosen = PointSampling.Choose(100, 250, seed: 7);
        Assert.Equal(Enumerable.Range(0, 100), chosen[..100]);
        Assert.All(chosen, i => Assert.InRange(i, 0, 99));
    }

    [Theory]
    [InlineData(500, 500), InlineData(500, 100), InlineData(1, 1)]
    public void Draw_Enough_RepeatsNone(int count, int target)
    {
        int[] drawn = PointSampling.Draw(count, target, new SeededRandom(7));
        Assert.Equal(target, drawn.Distinct().Count());
        Assert.All(drawn, i => Assert.InRange(i, 0, count - 1));
    }

    [Fact]
    public void Draw_TooFew_DrawsEachFromAll()
    {
        int[] drawn = PointSampling.Draw(1000, 1001, new SeededRandom(7));
        Assert.Equal(1001, drawn.Length);
        Assert.InRange(drawn.Distinct().Count(), 580, 690);     // 1000 (1 - 1/e) are expected
    }

    [Fact]
    public void NextDouble_ManyDraws_FillTheUnitInterval()
    {
        var random = new SeededRandom(7);
        double[] draws = [.. Enumerable.Range(0, 10_000).Select(_ => random.NextDouble())];
        Assert.All(draws, d => Assert.InRange(d, 0, 1 - 1e-16));
        Assert.InRange(draws.Average(), 0.49, 0.51);
    }

    [Fact]
    public void Choose_ManyDraws_AreUniform()
    {
        var counts = new int[10];
        for (ulong seed = 0; seed < 2000; seed++)
        {
            foreach (int i in PointSampling.Choose(10, 3, seed))
                counts[i]++;
        }

        Assert.All(counts, c => Assert.InRange(c, 500, 700));    // 600 expected, standard deviation 20
    }

    [Fact]
    public void Resample_NoPoints_IsRefused() =>
        Assert.Equal("points", Assert.Throws<InvalidInputException>(() => PointSampling.Resample(new PointCloud([]), 100, 0)).Field);

    [Fact]
    public void Next_SeedZero_GivesThePublishedSequence()
    {
        var random = new SeededRandom(0);      // first outputs of SplitMix64 from state 0
        Assert.Equal([0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F], (ulong[])[random.Next(), random.Next(), random.Next()]);
    }

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "dataset_sunrgbd", MemberType = typeof(GoldenCases))]
    public void Heights_GoldenCloud_MatchTheReference(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        Skip.IfNot(golden.TryGet("height_plain", out SafetensorsEntry? entry), $"{name} has no heights");
        float[] rows = golden.ReadAs<float>("pc");
        float[] heights = PointSampling.Heights([.. rows.Chunk(6).SelectMany(r => r[..3])]);
        int step = heights.Length / (int)entry.Shape[0];
        GoldenReport.Close(name, "height_plain", golden.ReadAs<float>("height_plain"), [.. heights.Where((_, i) => i % step == 0)], 1e-6);
    }
}
