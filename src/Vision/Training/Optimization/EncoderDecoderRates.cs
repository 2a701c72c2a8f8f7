using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Optimization;

/// <summary>Gradient descent with momentum at two rates, as RefineNets are trained: the encoder's and the decoder's.</summary>
/// <param name="Encoder">for parameters whose name holds conv1, bn1 or layer</param>
/// <param name="Decoder">for all others, the weights of the branches among them</param>
public sealed record EncoderDecoderRates(double Encoder, double Decoder)
{
    private static readonly string[] EncoderNames = ["conv1", "bn1", "layer"];

    public double Momentum { get; init; } = 0.9;

    public double WeightDecay { get; init; } = 1e-5;    // of scales and shifts too

    /// <summary>Rates of the three published stages; each begins with a new optimizer.</summary>
    public static IReadOnlyList<EncoderDecoderRates> PublishedStages { get; } = [new(5e-4, 3e-3), new(2.5e-4, 1.5e-3), new(1e-4, 7e-4)];

    public static bool IsEncoder(string parameter) => EncoderNames.Any(name => parameter.Contains(name, StringComparison.Ordinal));

    public SGD Optimizer(nn.Module network)
    {
        var groups = network.named_parameters().ToLookup(entry => IsEncoder(entry.name), entry => entry.parameter);
        return optim.SGD(
            [
                new SGD.ParamGroup(groups[true], Encoder, Momentum, weight_decay: WeightDecay),
                new SGD.ParamGroup(groups[false], Decoder, Momentum, weight_decay: WeightDecay),
            ],
            Encoder, Momentum, weight_decay: WeightDecay);
    }
}
