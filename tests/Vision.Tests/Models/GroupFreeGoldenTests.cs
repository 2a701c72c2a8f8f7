using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

[Trait("Category", "Golden")]
public class GroupFreeGoldenTests
{
    private const double FeatureLimit = 1e-5, HeadLimit = 5e-5;

    [SkippableTheory, MemberData(nameof(GoldenDevices.Of), "gf_", MemberType = typeof(GoldenDevices)), Trait("Category", "Gpu")]
    public void Forward_GoldenCase_MatchesReference(string name, string device)
    {
        using var golden = new GoldenModel(name) { Device = GoldenDevices.Open(device) };
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using GroupFreeNetwork network = golden.LoadInto(new GroupFreeNetwork(golden.GroupFree()));
        Compare(golden, new NamedOutputs().Add(network.call(golden.Tensor("point_clouds"))), $"plain, {device}");
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "gf_", MemberType = typeof(GoldenCases))]
    public void Decode_GoldenCase_MatchesReference(string name)
    {
        using var golden = new GoldenModel(name);
        var network = new PackedGroupFree(golden.Weights(), golden.GroupFree());
        long[] shape = golden.Shape("point_clouds");
        int values = (int)(shape[1] * shape[2]);
        float[] clouds = golden.Floats("point_clouds");

        var outputs = new NamedOutputs();
        for (int b = 0; b < shape[0]; b++)
        {
            using var scope = NewDisposeScope();
            PackedCandidates candidates = network.Begin(clouds.AsSpan(b * values, values), CancellationToken.None);
            AppendSeeds(outputs, candidates);
            outputs.Append(network.Decode(candidates, null, CancellationToken.None));
        }

        Compare(golden, outputs, "fast");
    }

    internal static void AppendSeeds(NamedOutputs outputs, PackedCandidates candidates)
    {
        int seeds = candidates.Seeds.SeedIndices.Length;
        outputs.Append("seed_inds", [seeds], [.. candidates.Seeds.SeedIndices.Select(index => (float)index)]);
        outputs.Append("seed_xyz", [seeds, 3], candidates.Seeds.SeedXyz);
        BackboneGoldenTests.AppendRows(outputs, "seed_features", candidates.Seeds.SeedFeatures, seeds);
    }

    private static void Compare(GoldenModel golden, NamedOutputs outputs, string path)
    {
        outputs.AlignCandidates(golden);
        foreach (var entry in golden.Entries.Where(entry => entry.Name != "point_clouds"))
        {
            bool features = entry.Name.StartsWith("seed_features", StringComparison.Ordinal);
            outputs.Compare(golden, entry, path, features ? FeatureLimit : HeadLimit);
        }
    }
}
