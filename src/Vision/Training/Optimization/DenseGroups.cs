using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Optimization;

/// <summary>Divides a dense network's parameters as its published training does, with the rates of every stage.</summary>
public static class DenseGroups
{
    private const string Encoder = "encoder", Decoder = "decoder";
    private static readonly string[] EncoderNames = ["conv1", "bn1", "layer"];

    /// <param name="family">of segmentation</param>
    public static IReadOnlyList<ParameterGroup> Of(nn.Module network, string family, TrainConfig train)
    {
        IReadOnlyList<ParameterGroup> groups = family == DenseFamilies.Segformer
            ? SegFormerGroups.Of(network, train.Optimizer)
            : EncoderDecoder(network, family, train.Optimizer);
        return [.. groups.Select(group => group with
        {
            Kind = group.Name == Decoder ? train.Optimizer.DecoderKind : null,
            StageRates = [.. train.Stages.Select(stage => group.Name == Decoder ? stage.DecoderRate : stage.Rate)],
        })];
    }

    /// <summary>All parameters of one network of a pair, at one rate.</summary>
    /// <param name="prefix">of the parameters' names in the pair</param>
    public static ParameterGroup Whole(nn.Module network, string prefix, TrainConfig train) => new(
        prefix, train.Optimizer.Rate, train.Optimizer.WeightDecay, [.. network.named_parameters().Select(entry => ($"{prefix}.{entry.name}", entry.parameter))])
    {
        StageRates = [.. train.Stages.Select(stage => stage.Rate)],
    };

    /// <summary>Whether a parameter of a network on a ResNet belongs to its encoder, by CEN's rule; all others, alpha among them, are the decoder's.</summary>
    internal static bool IsEncoder(string parameter) => EncoderNames.Any(name => parameter.Contains(name, StringComparison.Ordinal));

    private static IReadOnlyList<ParameterGroup> EncoderDecoder(nn.Module network, string family, OptimizerConfig config)
    {
        Func<string, bool> isEncoder = family == DenseFamilies.Deeplab
            ? name => name.StartsWith("encoder.", StringComparison.Ordinal)
            : IsEncoder;
        var parts = network.named_parameters().ToLookup(entry => isEncoder(entry.name));
        return [new(Encoder, config.Rate, config.WeightDecay, [.. parts[true]]), new(Decoder, config.DecoderRate, config.WeightDecay, [.. parts[false]])];
    }
}
