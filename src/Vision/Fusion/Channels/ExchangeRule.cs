using Fuse3D.Vision.Data;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion.Channels;

/// <summary>Which channels a network exchanges.</summary>
public sealed record ExchangeRule
{
    private const ulong Seed = 1;

    /// <summary>A channel is exchanged while the magnitude of its scale is below this.</summary>
    public float Threshold { get; init; } = 0.02f;

    /// <summary>Whether a modality gives up only channels of its own part, as the paper has it; the published code allows any.</summary>
    public bool OwnPart { get; init; }

    /// <summary>
    /// The baseline "random exchange": this share (0 to 1) of each layer's channels, drawn once for each layer and modality, whatever their scales.
    /// </summary>
    public double? RandomShare { get; init; }

    /// <param name="scales">M of [C], of the norm before the exchange</param>
    /// <param name="layer">the layer's key; another key, other random channels</param>
    /// <returns>M of [C], bool</returns>
    public Tensor[] Replaced(IReadOnlyList<Tensor> scales, string layer) => RandomShare is { } share
        ? [.. scales.Select((scale, m) => tensor(Drawn($"{layer}.{m}", (int)scale.shape[0], share), device: scale.device))]
        : ChannelExchange.Below(scales, Threshold, OwnPart);

    private static bool[] Drawn(string name, int channels, double share)
    {
        var random = SeededRandom.For(name, Seed);
        int[] order = [.. Enumerable.Range(0, channels)];
        var drawn = new bool[channels];
        for (int i = 0; i < (int)Math.Round(share * channels); i++)
        {
            int other = i + random.Next(channels - i);
            (order[i], order[other]) = (order[other], order[i]);
            drawn[order[i]] = true;
        }

        return drawn;
    }
}
