using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Models.ResNet;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>Numbers of parameters against published ones. Networks are built without memory.</summary>
public class RefineNetSizeTests
{
    private const double Million = 1e6;

    [Theory]
    [InlineData(50, 1, 99_104_105), InlineData(50, 2, 99_157_226), InlineData(101, 1, 118_096_233), InlineData(101, 2, 118_201_578)]
    [InlineData(152, 1, 133_739_881), InlineData(152, 2, 133_891_306)]
    public void Parameters_Published_AreAsMany(int layers, int modalities, long expected)
    {
        IReadOnlyList<int> blocks = layers switch { 50 => ResNetConfig.R50, 101 => ResNetConfig.R101, _ => ResNetConfig.R152 };
        Assert.Equal(expected, Parameters(new() { Blocks = blocks, Modalities = modalities }));
    }

    // Millions, ResNet-101, two modalities: branches of their own up to the place, one network behind it.
    [Theory]
    [InlineData(StageFusion.Concat, "2", 120.1), InlineData(StageFusion.Concat, "3", 147.7), InlineData(StageFusion.Concat, "4", 169.0), InlineData(StageFusion.Concat, "1234", 171.7)]
    [InlineData(StageFusion.Align, "2", 238.8), InlineData(StageFusion.Align, "3", 246.7), InlineData(StageFusion.Align, "4", 278.1), InlineData(StageFusion.Align, "1234", 291.9)]
    [InlineData(StageFusion.SelfAttention, "2", 124.9), InlineData(StageFusion.SelfAttention, "3", 166.9), InlineData(StageFusion.SelfAttention, "4", 245.5)]
    [InlineData(StageFusion.SelfAttention, "1234", 273.4)]      // the table's 272.3 does not agree with its own fusion parameters
    public void Parameters_CommonSetting_AreThoseOfTheTable(StageFusion fusion, string places, double expected) =>
        Assert.Equal(expected, Parameters(Fused(fusion, places, join: true)) / Million, tolerance: 0.1);

    // Millions, ResNet-101, two modalities: convolutions shared, norms of their own. The table adds rounded numbers.
    [Theory]
    [InlineData(StageFusion.Concat, "2", 118.8), InlineData(StageFusion.Concat, "3", 120.3), InlineData(StageFusion.Concat, "4", 126.6), InlineData(StageFusion.Concat, "1234", 129.4)]
    [InlineData(StageFusion.Align, "2", 120.8), InlineData(StageFusion.Align, "3", 128.7), InlineData(StageFusion.Align, "4", 160.1), InlineData(StageFusion.Align, "1234", 173.9)]
    [InlineData(StageFusion.SelfAttention, "2", 123.6), InlineData(StageFusion.SelfAttention, "3", 139.4), InlineData(StageFusion.SelfAttention, "4", 203.2)]
    [InlineData(StageFusion.SelfAttention, "1234", 231.0)]
    public void Parameters_SharedSetting_AreThoseOfTheTable(StageFusion fusion, string places, double expected) =>
        Assert.Equal(expected, Parameters(Fused(fusion, places)) / Million, tolerance: 0.1);

    [Fact]
    public void Parameters_AverageAndExchange_AddNone()
    {
        long plain = Parameters(new());
        Assert.Equal(plain, Parameters(Fused(StageFusion.Average, "1234")));
        Assert.Equal(plain, Parameters(new() { Exchange = new() }));
        Assert.Equal(plain, Parameters(new() { Exchange = new() { RandomShare = 0.3 } }));
        Assert.Equal(plain, Parameters(new() { Asymmetric = true }));
    }

    [Fact]
    public void Parameters_Unshared_AreTwoNetworks()
    {
        long one = Parameters(new() { Modalities = 1 });
        Assert.Equal(2 * one, Parameters(new() { SharedConvolutions = false }));
        Assert.Equal(one + 1, Parameters(new() { SharedNorms = true }));      // alpha is one number for each modality
    }

    private static ResNetConfig Fused(StageFusion fusion, string places, bool join = false) =>
        new() { Baseline = new() { Kind = fusion, Stages = [.. places.Select(place => place - '0')], Join = join } };

    private static long Parameters(ResNetConfig encoder)
    {
        using var network = new RefineNetNetwork(new() { Classes = 40, Encoder = encoder with { Device = new Device("meta") } });
        return network.parameters().Sum(parameter => parameter.numel());
    }
}
