using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

[Trait("Category", "Golden")]
public class ChannelFusionGoldenTests
{
    private const double Limit = 1e-5;

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_exchange_multi", MemberType = typeof(GoldenCases))]
    public void Exchange_SeveralModalities_MatchesRule(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        float threshold = float.Parse(golden.Metadata["threshold"], System.Globalization.CultureInfo.InvariantCulture);
        foreach (string key in golden.Tensors.Where(tensor => tensor.EndsWith(".out0", StringComparison.Ordinal)))
        {
            string[] parts = key.Split('.');
            int modalities = parts[0][1] - '0';
            Tensor[] maps = [.. Enumerable.Range(0, modalities).Select(m => golden.U($"{parts[0]}.x{m}", golden.Shape(key)))];
            Tensor[] scales = [.. Enumerable.Range(0, modalities).Select(m => golden.Tensor($"{parts[0]}.gamma{m}"))];
            Tensor[] actual = ChannelExchange.Apply(maps, ChannelExchange.Below(scales, threshold, parts[1] == "own_part"));
            for (int m = 0; m < modalities; m++)
                golden.Close($"{parts[0]}.{parts[1]}.out{m}", actual[m], Limit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "asym_units", MemberType = typeof(GoldenCases))]
    public void ShuffleAndShift_GoldenCase_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        foreach (string key in golden.Tensors.Where(tensor => tensor.EndsWith(".shuffle0", StringComparison.Ordinal)))
        {
            string part = key.Split('.')[0];
            Tensor[] maps = [.. Enumerable.Range(0, 2).Select(m => golden.U($"unit{part[1..]}.x{m}", golden.Shape(key)))];
            Tensor[] shuffled = ChannelShuffle.Apply(maps);
            for (int m = 0; m < 2; m++)
            {
                golden.Close($"{part}.shuffle{m}", shuffled[m], Limit);
                golden.Close($"{part}.shift{m}", PixelShift.Of(maps[m]), Limit);
            }
        }
    }
}
