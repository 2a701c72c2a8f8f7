using System.Text.RegularExpressions;
using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Kernels;

/// <summary>The point operators against the published CUDA kernels, on every case of kind "ops".</summary>
[Trait("Category", "Golden")]
public class PointOperatorGoldenTests
{
    private const double FloatLimit = 1e-6;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_", MemberType = typeof(GoldenCases))]
    public void FurthestPoint_OnGoldenCase_PicksTheSame(string name)
    {
        using PointCase golden = new(GoldenCases.PathOf(name));
        foreach (string picks in golden.Names.Where(array => Regex.IsMatch(array, @"(^|_)fps_\d+")))
        {
            string lowestIndex = Regex.Replace(picks, @"(fps_\d+).*$", "$1_lowest_index");
            if (golden.Has(lowestIndex) && picks != lowestIndex)
                continue;       // exact ties: the file holds both orders, and ours is the lowest index

            string cloud = picks.EndsWith("_of_sa1", StringComparison.Ordinal) ? "sa1" : Regex.Replace(picks, @"_?fps_\d+.*$", "");
            float[] xyz = golden.Cloud(cloud.Length == 0 ? "xyz" : cloud);
            int[] expected = golden.Indices(picks), actual = new int[expected.Length];
            FurthestPoint.Sample(xyz, actual);
            GoldenReport.Equal<int>(name, picks, expected, actual);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_", MemberType = typeof(GoldenCases))]
    public void BallQuery_OnGoldenCase_FindsTheSame(string name)
    {
        using PointCase golden = new(GoldenCases.PathOf(name));
        foreach (string balls in golden.Names.Where(array => Regex.IsMatch(array, @"^ball.*_idx$")))
        {
            (float radius, float[] source, float[] centres) = golden.Ball(Regex.Replace(balls, "^ball_?|_?idx$", ""));
            int[] expected = golden.Indices(balls), actual = new int[expected.Length];
            BallQuery.Query(source, centres, radius, golden.Shape(balls)[1], actual);
            GoldenReport.Equal<int>(name, balls, expected, actual);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_", MemberType = typeof(GoldenCases))]
    public void Grouping_OnGoldenCase_CopiesTheSame(string name)
    {
        using PointCase golden = new(GoldenCases.PathOf(name));
        if (!golden.Has("group_out"))
            return;

        int[] shape = golden.Shape("group_out");                                                   // [C, M, S]
        (float radius, float[] xyz, float[] centres) = golden.Ball("sa1");
        float[] features = golden.Uniform("feat", shape[0] * xyz.Length / 3);
        int[] indices = golden.Indices("ball_sa1_idx")[..(shape[1] * shape[2])];
        float[] grouped = new float[shape[0] * indices.Length], normalised = new float[(shape[0] + 3) * indices.Length];
        Grouping.Channels(features, xyz.Length / 3, indices, grouped);
        Grouping.Normalised(xyz, centres.AsSpan(0, 3 * shape[1]), radius, features, indices, normalised);
        GoldenReport.Close(name, "group_out", golden.Floats("group_out"), grouped, FloatLimit);
        GoldenReport.Close(name, "query_and_group_out", golden.Floats("query_and_group_out"), normalised, FloatLimit);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_", MemberType = typeof(GoldenCases))]
    public void ThreeNearest_OnGoldenCase_FindsTheSame(string name)
    {
        using PointCase golden = new(GoldenCases.PathOf(name));
        foreach (string indexName in golden.Names.Where(array => Regex.IsMatch(array, @"^three_nn.*_idx$")))
        {
            string tag = indexName[..^"_idx".Length];
            (float[] unknown, float[] known) = Clouds(golden, tag);
            float[] distances = new float[unknown.Length], weights = new float[unknown.Length];
            int[] indices = new int[unknown.Length];
            ThreeNearest.Query(unknown, known, distances, indices);
            ThreeNearest.Weights(distances, weights);
            GoldenReport.Equal<int>(name, indexName, golden.Indices(indexName), indices);
            GoldenReport.Close(name, tag + "_dist2", golden.Floats(tag + "_dist2"), distances, FloatLimit);
            string weightName = tag == "three_nn" ? "three_weight" : tag + "_weight";
            if (golden.Has(weightName))
                GoldenReport.Close(name, weightName, golden.Floats(weightName), weights, FloatLimit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "ops_", MemberType = typeof(GoldenCases))]
    public void Interpolation_OnGoldenCase_BlendsTheSame(string name)
    {
        using PointCase golden = new(GoldenCases.PathOf(name));
        if (!golden.Has("three_interpolate_out"))
            return;

        int[] shape = golden.Shape("three_interpolate_out");                                       // [C, N]
        int known = Clouds(golden, "three_nn").Known.Length / 3;
        float[] blended = new float[shape[0] * shape[1]];
        Interpolation.Channels(
            golden.Uniform("known_feat", shape[0] * known), known, golden.Indices("three_nn_idx"), golden.Floats("three_weight"), blended);
        GoldenReport.Close(name, "three_interpolate_out", golden.Floats("three_interpolate_out"), blended, FloatLimit);
    }

    public static IEnumerable<object[]> OnEveryDevice() =>
        from object[] row in GoldenCases.Of("ops_") from device in (string[])["cpu", "cuda"] select new object[] { row[0], device };

    [SkippableTheory, MemberData(nameof(OnEveryDevice)), Trait("Category", "Gpu")]
    public void PointOps_OnGoldenCase_FindTheSame(string name, string device)
    {
        string path = GoldenCases.PathOf(name);
        Skip.If(device == "cuda" && !cuda.is_available(), "no CUDA device");
        using PointCase golden = new(path);
        using var scope = NewDisposeScope();
        Tensor On(float[] xyz) => tensor(xyz, [1, xyz.Length / 3, 3], device: torch.device(device));
        int[] Read(Tensor indices) => [.. indices.cpu().data<long>().ToArray().Select(i => (int)i)];

        string picks = golden.Names.First(array => Regex.IsMatch(array, @"^fps_\d+(_lowest_index)?$") && !golden.Has(array + "_lowest_index"));
        int[] picked = golden.Indices(picks);
        GoldenReport.Equal<int>(name, $"{picks} on {device}", picked, Read(PointOps.SampleFurthest(On(golden.Cloud("xyz")), picked.Length)));

        string balls = golden.Names.First(array => Regex.IsMatch(array, @"^ball.*_idx$"));
        (float radius, float[] source, float[] centres) = golden.Ball(Regex.Replace(balls, "^ball_?|_?idx$", ""));
        Tensor near = PointOps.QueryBall(On(source), On(centres), radius, golden.Shape(balls)[1]);
        GoldenReport.Equal<int>(name, $"{balls} on {device}", golden.Indices(balls), Read(near));

        string threes = golden.Names.First(array => Regex.IsMatch(array, @"^three_nn.*_idx$"));
        (float[] unknown, float[] known) = Clouds(golden, threes[..^"_idx".Length]);
        GoldenReport.Equal<int>(
            name, $"{threes} on {device}", golden.Indices(threes), Read(PointOps.QueryThreeNearest(On(unknown), On(known)).Indices));
    }

    // "unknown = sa2 (1024), known = sa3 (512); ..." or "unknown xyz[:64], known xyz[2:4] (...)"
    private static (float[] Unknown, float[] Known) Clouds(PointCase golden, string tag)
    {
        string text = golden.Definition(tag == "three_nn" ? "three" : tag);
        string Named(string role) => Regex.Match(text, $@"\b{role}( =)? (?<cloud>\w+(\[\d*:\d*\])?)").Groups["cloud"].Value;
        return (golden.Cloud(Named("unknown")), golden.Cloud(Named("known")));
    }
}
