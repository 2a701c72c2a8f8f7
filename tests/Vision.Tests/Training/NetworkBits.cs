using Fuse3D.Vision.Checkpoints;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Compares all parameters and buffers of networks.</summary>
internal static class NetworkBits
{
    public static void AssertEqual(nn.Module expected, nn.Module actual)
    {
        WeightTable table = WeightTable.Of(actual);
        foreach (var (name, weight) in WeightTable.Of(expected).Entries)
            Assert.True(weight.Values.AsSpan().SequenceEqual(table[name].Values), $"{name} differs");
    }

    public static void AssertClose(nn.Module expected, nn.Module actual, double tolerance)
    {
        WeightTable table = WeightTable.Of(actual);
        foreach (var (name, weight) in WeightTable.Of(expected).Entries)
        {
            double worst = weight.Values.Zip(table[name].Values, (a, b) => Math.Abs((double)a - b)).Max();
            Assert.True(worst <= tolerance, $"{name} differs by {worst}");
        }
    }

    public static void AssertFinite(nn.Module network) =>
        Assert.All(WeightTable.Of(network).Entries, entry => Assert.True(entry.Value.Values.All(float.IsFinite), entry.Key));
}
