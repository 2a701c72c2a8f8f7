using Fuse3D.Vision.Kernels;
using Fuse3D.Vision.Models.PointNet2;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

[Trait("Category", "Golden")]
public class BackboneGoldenTests
{
    private const double FeatureLimit = 1e-5;

    [SkippableTheory, MemberData(nameof(GoldenDevices.Of), "backbone_", MemberType = typeof(GoldenDevices)), Trait("Category", "Gpu")]
    public void Forward_GoldenCase_MatchesReference(string name, string device)
    {
        using var golden = new GoldenModel(name) { Device = GoldenDevices.Open(device) };
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using PointNet2Backbone network = golden.LoadInto(new PointNet2Backbone(Config(golden)));
        BackboneOutput output = network.call(golden.Tensor("point_clouds"));

        var outputs = new NamedOutputs().Add([new("fp2_features", output.SeedFeatures)]);
        for (int i = 0; i < output.Stages.Count; i++)
        {
            var (indices, xyz, features) = output.Stages[i];
            outputs.Add([new($"sa{i + 1}_inds", indices), new($"sa{i + 1}_xyz", xyz), new($"sa{i + 1}_features", features)]);
        }

        Compare(golden, outputs, $"plain, {device}");
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "backbone_", MemberType = typeof(GoldenCases))]
    public void Run_GoldenCase_MatchesReference(string name)
    {
        using var golden = new GoldenModel(name);
        PointNet2Config config = Config(golden);
        var network = new PackedBackbone(golden.Weights(), "", config, Workers.Shared);
        long[] shape = golden.Shape("point_clouds");
        int values = (int)(shape[1] * shape[2]);
        float[] clouds = golden.Floats("point_clouds");

        var outputs = new NamedOutputs();
        for (int b = 0; b < shape[0]; b++)
        {
            PackedSeeds seeds = network.Run(clouds.AsSpan(b * values, values), config.Features, CancellationToken.None);
            AppendRows(outputs, "fp2_features", seeds.SeedFeatures, seeds.Stages[1].Count);
            for (int i = 0; i < seeds.Stages.Length; i++)
            {
                PackedPoints stage = seeds.Stages[i];
                outputs.Append($"sa{i + 1}_inds", [stage.Count], [.. stage.Indices.Select(index => (float)index)]);
                outputs.Append($"sa{i + 1}_xyz", [stage.Count, 3], stage.Xyz);
                AppendRows(outputs, $"sa{i + 1}_features", stage.Features, stage.Count);
            }
        }

        Compare(golden, outputs, "fast");
    }

    // The reference has channels first.
    internal static void AppendRows(NamedOutputs outputs, string name, float[] rows, int count)
    {
        int channels = rows.Length / count;
        var columns = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            columns[i % channels * count + i / channels] = rows[i];
        outputs.Append(name, [channels, count], columns);
    }

    private static void Compare(GoldenModel golden, NamedOutputs outputs, string path)
    {
        foreach (var entry in golden.Entries.Where(entry => entry.Name != "point_clouds"))
            outputs.Compare(golden, entry, path, FeatureLimit);
    }

    private static PointNet2Config Config(GoldenModel golden) => new()
    {
        Features = golden.Number("input_feature_dim"),
        Width = golden.Number("width"),
        Depth = golden.Number("depth"),
    };
}
