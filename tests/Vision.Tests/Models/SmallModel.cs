using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>A fused detector small enough for a test of milliseconds, with weights by the hash rule.</summary>
internal static class SmallModel
{
    public static PictureSize Picture { get; } = new(50, 70);

    public static GroupFreeConfig Points { get; } = new()
    {
        Classes = 3,
        SizeClusters = 2,
        MeanSizes = [1, 2, 3, 0.5f, 0.4f, 0.3f],
        HeadingBins = 4,
        Candidates = 37,
        DecoderLayers = 2,
        Channels = 40,
        Heads = 4,
        FeedForward = 70,
    };

    public static YolosConfig Image { get; } = new()
    {
        Width = 30,
        Heads = 3,
        Blocks = 4,
        DetectionTokens = 7,
        Classes = 3,
        InitSize = new(64, 80),
        MidSize = new(48, 64),
    };

    /// <summary>Many keys give way: hashed weights put no score below the published threshold.</summary>
    public static TokenFusionConfig Fused { get; } = new() { Points = Points, Image = Image, Threshold = 0.8f };

    private static Dictionary<string, float> SteepScores { get; } =
        Enumerable.Range(0, Points.DecoderLayers).ToDictionary(i => $"score_predictor.{i}.score_nets.7.weight", _ => 20f);

    public static T Filled<T>(T module, ulong seed = 1) where T : nn.Module
    {
        Checkpoint.Fill(module, new HashedWeights(seed) { Factors = SteepScores });
        module.eval();
        return module;
    }

    /// <summary>Weights of the fused detector by the parts that own them.</summary>
    public static CheckpointParts Parts()
    {
        using TokenFusionNetwork network = Filled(new TokenFusionNetwork(Fused));
        return CheckpointParts.Split(WeightTable.Of(network));
    }

    /// <summary>Points all over a room of 4 by 3 by 2 m.</summary>
    /// <returns>[count, 3 + features]</returns>
    public static float[] Cloud(int count, int features = 0, int seed = 1)
    {
        var random = new Random(seed);
        float[] extent = [4, 3, 2];
        float[] scale = [.. extent, .. Enumerable.Repeat(1f, features)];
        return [.. Enumerable.Range(0, count * scale.Length).Select(i => random.NextSingle() * scale[i % scale.Length])];
    }

    /// <returns>[views, 3, H, W]</returns>
    public static float[] Views(int views, PictureSize size, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, views * 3 * size.Height * size.Width).Select(_ => random.NextSingle() * 4 - 2)];
    }
}
