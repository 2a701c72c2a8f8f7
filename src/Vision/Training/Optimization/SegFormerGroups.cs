using Fuse3D.Vision.Configs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Optimization;

/// <summary>Divides a SegFormer's parameters as TokenFusion's published code does: encoder, its norms without decay, decoder ten times as fast.</summary>
/// <remarks>
/// A parameter is a norm's when its name holds "norm"; score networks' first layers are norms that do not, and decay. <c>alpha</c> is in no
/// group: it is never trained.
/// </remarks>
public static class SegFormerGroups
{
    private const string Encoder = "encoder", Norms = "norms", Decoder = "decoder";

    /// <summary>AdamW of a stage of the published training; a stage begins with a new one.</summary>
    /// <param name="stage">0, 1 or 2, a hundred epochs each</param>
    public static OptimizerConfig Published(int stage)
    {
        double rate = 6e-5 / (1 << stage);
        return new() { Rate = rate, DecoderRate = 10 * rate, WeightDecay = 0.01 };
    }

    /// <returns>encoder, norms, decoder</returns>
    public static IReadOnlyList<ParameterGroup> Of(nn.Module network, OptimizerConfig config)
    {
        ILookup<string?, (string Name, Parameter Parameter)> parts = network.named_parameters().ToLookup(entry => PartOf(entry.name));
        return
        [
            new(Encoder, config.Rate, config.WeightDecay, [.. parts[Encoder]]),
            new(Norms, config.Rate, 0, [.. parts[Norms]]),
            new(Decoder, config.DecoderRate, config.WeightDecay, [.. parts[Decoder]]),
        ];
    }

    private static string? PartOf(string name) =>
        name.StartsWith("decoder.", StringComparison.Ordinal) ? Decoder
        : !name.StartsWith("encoder.", StringComparison.Ordinal) ? null
        : name.Contains("norm", StringComparison.Ordinal) ? Norms
        : Encoder;
}
