using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Tests.Models;

public class HashedWeightsTests
{
    [Fact]
    public void Fnv1a_KnownName_IsThePublishedHash() => Assert.Equal(0xaf63f54c86021707, SeededRandom.Fnv1a("x"));

    [Theory]
    [InlineData("x", 0, -0.597583532f, 0.021937490f, 0.881609678f)]
    [InlineData("decoder.0.linear1.weight", 113, 0.917930961f, -0.153529048f, 0.217391968f)]
    public void Uniform_KnownNameAndSeed_StartsWithKnownValues(string name, ulong seed, float a, float b, float c)
    {
        var values = new float[3];
        HashedWeights.Uniform(name, seed, values);
        Assert.Equal([a, b, c], values);
    }

    [Fact]
    public void Fill_Matrix_IsScaledByItsInputs() =>
        Assert.Equal([0.093685940f, -0.015669493f, 0.022187475f], Filled(new(113), "decoder.0.linear1.weight", [2048, 288]));

    [Fact]
    public void Fill_RunningVariance_LiesNearOne() =>
        Assert.Equal([1.178663969f, 0.889811456f], Filled(new(113), "backbone_net.sa1.mlp_module.layer0.bn.bn.running_var", [64])[..2]);

    [Fact]
    public void Fill_FactorsAndConstants_WinOverTheRuleInThisOrder()
    {
        var rule = new HashedWeights(0)
        {
            Factors = new Dictionary<string, float> { ["x"] = 2, ["y"] = 2 },
            Constants = new Dictionary<string, float[]> { ["y"] = [5, 6, 7] },
        };
        Assert.Equal([2 * -0.597583532f, 2 * 0.021937490f, 2 * 0.881609678f], Filled(rule, "x", [3]));
        Assert.Equal([5, 6, 7], Filled(rule, "y", [3]));
    }

    private static float[] Filled(HashedWeights rule, string name, long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        rule.Fill(name, shape, values);
        return values[..3];
    }
}
