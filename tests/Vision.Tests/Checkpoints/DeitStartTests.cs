using System.Globalization;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Checkpoints.KeyMaps;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>A DeiT classifier becomes the beginning of an image branch.</summary>
public sealed class DeitStartTests
{
    private const double TableLimit = 1e-6;     // one bicubic resize in float32

    [SkippableTheory, Trait("Category", "Golden")]
    [MemberData(nameof(GoldenCases.Of), "yolos_pos_embed", MemberType = typeof(GoldenCases))]
    public void Import_GoldenTable_IsResizedAsTheReferenceDoes(string name)
    {
        using SafetensorsFile golden = SafetensorsFile.Open(GoldenCases.PathOf(name));
        float[] table = golden.ReadAs<float>("deit_pos_embed");
        long[] shape = golden["deit_pos_embed"].Shape;
        foreach (SafetensorsEntry entry in golden.Entries.Where(entry => entry.Name.StartsWith("deit_to_", StringComparison.Ordinal)))
        {
            int[] size = [.. entry.Name.Split('_')[2].Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
            using ScratchFile file = WriteDeit((int)shape[2], new(shape, table), distilled: false);
            using WeightFile weights = WeightFile.Open(file.Path);

            ImportedModel model = CheckpointImport.Read(weights, new() { Model = Detector((int)shape[2], size) });

            Assert.True(model.Report.IsComplete);
            float[] made = model.Weights["backbone.pos_embed"].ToWeight().Values;
            GoldenReport.Close(name, entry.Name, golden.ReadAs<float>(entry.Name), made.AsSpan(0, (int)entry.Count), TableLimit);
        }
    }

    [Fact]
    public void Import_DistilledClassifier_LosesItsSecondTokenAndHeads()
    {
        Weight plain = Table(rows: 1 + 9, seed: 1), distilled = new([1, 11, 24], [.. Enumerable.Repeat(99f, 24), .. plain.Values]);
        using ScratchFile one = WriteDeit(24, plain, distilled: false), two = WriteDeit(24, distilled, distilled: true);

        ImportedModel expected = Import(one, seed: 3), actual = Import(two, seed: 3);

        Assert.Equal(["dist_token", "head.weight", "head_dist.bias"], actual.Report.LeftOut.Order());
        Assert.Equal(["backbone.pos_embed"], actual.Report.Reshaped);
        Assert.Equal(expected.Weights["backbone.pos_embed"].Read(), actual.Weights["backbone.pos_embed"].Read());
    }

    [Fact]
    public void Import_NewWeights_AreDrawnFromTheSeed()
    {
        using ScratchFile file = WriteDeit(24, Table(rows: 10, seed: 1), distilled: false);

        ImportedModel one = Import(file, seed: 3), same = Import(file, seed: 3), other = Import(file, seed: 4);

        IEnumerable<string> heads = from head in new[] { "class_embed", "bbox_embed" } from layer in Enumerable.Range(0, 3) from kind in new[] { "weight", "bias" } select $"{head}.layers.{layer}.{kind}";
        Assert.Equal(heads.Concat(["backbone.det_token", "backbone.mid_pos_embed"]).Order(), one.Report.Made.Order());
        Assert.All(one.Weights, weight => Assert.Equal(weight.Value.Read(), same.Weights[weight.Key].Read()));
        Assert.All(one.Report.Made, name => Assert.NotEqual(one.Weights[name].Read(), other.Weights[name].Read()));
        float[] table = one.Weights["backbone.mid_pos_embed"].ToWeight().Values;
        double deviation = Math.Sqrt(table.Average(value => (double)value * value));
        Assert.InRange(deviation, 0.019, 0.021);
        Assert.InRange(table.Average(), -0.001, 0.001);
        Assert.All(one.Weights["class_embed.layers.2.weight"].ToWeight().Values, value => Assert.InRange(value, -1 / MathF.Sqrt(24), 1 / MathF.Sqrt(24)));
    }

    [Fact]
    public void Import_PublishedClassifier_TellsItsSize()
    {
        DescribedModel tiny = PublishedConfigs.Load("coco_yolos_tiny").Described();
        using ScratchFile file = WriteDeit(tiny, 192, new([1, 197, 192], new float[197 * 192]), distilled: false);
        using WeightFile weights = WeightFile.Open(file.Path);

        ImportedModel published = CheckpointImport.Read(weights), smaller = CheckpointImport.Read(weights, new() { TableSize = new(160, 224), Labels = ["chair"] });

        Assert.Equal(PublishedFamily.Deit, published.Report.Family);
        Assert.Equal(tiny.ImageConfig(), Assert.IsType<DescribedModel>(published.Model).ImageConfig());
        Assert.True(published.Report.IsComplete && smaller.Report.IsComplete);
        Assert.Equal([1, 1 + 140 + 100, 192], smaller.Weights["backbone.pos_embed"].Shape);
        Assert.Equal([2, 192], smaller.Weights["class_embed.layers.2.weight"].Shape);
    }

    private static ImportedModel Import(ScratchFile file, ulong seed)
    {
        using WeightFile weights = WeightFile.Open(file.Path);
        ImportedModel model = CheckpointImport.Read(weights, new() { Model = Detector(24, [160, 224]), Seed = seed });
        Assert.True(model.Report.IsComplete);
        foreach (var (name, weight) in model.Weights.ToArray())
            model.Weights[name] = StoredWeight.Of(weight.ToWeight());       // read while the file is open
        return model;
    }

    private static DescribedModel Detector(int width, int[] size) => new(
        new() { Name = "start", Family = ModelFolderBranches.Yolos, Yolos = new() { Size = "small", Width = width, Heads = 2, Blocks = 2, InitSize = [.. size], MidSize = [.. size] } },
        ["chair"],
        "start");

    private static Weight Table(int rows, int seed)
    {
        Random random = new(seed);
        return new([1, rows, 24], [.. Enumerable.Range(0, rows * 24).Select(_ => random.NextSingle() - 0.5f)]);
    }

    private static ScratchFile WriteDeit(int width, Weight table, bool distilled) => WriteDeit(Detector(width, [160, 224]), width, table, distilled);

    private static ScratchFile WriteDeit(DescribedModel like, int width, Weight table, bool distilled)
    {
        var weights = NetworkShapes.Of(like).Where(entry => entry.Key.StartsWith("backbone.", StringComparison.Ordinal) && !entry.Key.EndsWith("_token", StringComparison.Ordinal) && !entry.Key.EndsWith("_embed", StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key["backbone.".Length..], Zeros(entry.Value)))
            .Append(new("cls_token", Zeros([1, 1, width]))).Append(new("pos_embed", StoredWeight.Of(table))).Append(new("head.weight", Zeros([1000, width])));
        if (distilled)
            weights = weights.Append(new("dist_token", Zeros([1, 1, width]))).Append(new("head_dist.bias", Zeros([1000])));
        PyTorchWriter writer = new();
        return new(".pth", writer.Zip(PyItems.Plain(("model", writer.StateDict(weights)))));
    }

    private static StoredWeight Zeros(long[] shape) => StoredWeight.Of(new(shape, new float[shape.Aggregate(1L, (product, size) => product * size)]));
}
