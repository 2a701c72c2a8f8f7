using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ResNet;

/// <summary>What a bottleneck does beside convolving.</summary>
internal sealed record BottleneckOptions(ModalPlan Plan)
{
    public int Stride { get; init; } = 1;

    public int Dilation { get; init; } = 1;

    /// <summary>Exchanges channels behind the second norm.</summary>
    public ExchangeRule? Exchange { get; init; }

    /// <summary>Shuffles channels around the second convolution and adds the other modality's shifted map.</summary>
    public bool Asymmetric { get; init; }

    /// <summary>The block's key in the network.</summary>
    public string Key { get; init; } = "";
}

/// <summary>A residual block of three convolutions, with the channel exchange of CEN or the asymmetric fusion of AsymFusion inside.</summary>
/// <remarks>M modalities, B pictures, C = 4 width output channels, s the stride. Field names are the checkpoint's keys.</remarks>
public sealed class Bottleneck : nn.Module<Tensor[], Tensor[]>
{
    internal const int Expansion = 4;

    private readonly ModalLayer conv1, bn1, conv2, bn2, conv3, bn3;
    private readonly ModalSequence? downsample;
    private readonly BottleneckOptions _options;

    internal Bottleneck(int inputs, int width, BottleneckOptions options) : base(nameof(Bottleneck))
    {
        _options = options;
        ModalPlan plan = options.Plan;
        int outputs = Expansion * width;
        (conv1, bn1) = plan.Normed(inputs, width, 1);
        (conv2, bn2) = plan.Normed(width, width, 3, options.Stride, options.Dilation);
        (conv3, bn3) = plan.Normed(width, outputs, 1);
        if (options.Stride != 1 || inputs != outputs)
        {
            var (convolution, norm) = plan.Normed(inputs, outputs, 1, options.Stride);
            downsample = new(convolution, norm);
        }

        RegisterComponents();
    }

    /// <summary>The scales that decide about the exchange: M of [width].</summary>
    internal Tensor[] ExchangeScales => bn2.Scales(_options.Plan.Modalities);

    /// <param name="modalities">M of [B, inputs, H, W]</param>
    /// <returns>M of [B, C, H / s, W / s]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = bn1.call(conv1.call(modalities)).Each(relu);                           // M of [B, width, H, W]
        x = _options.Asymmetric ? Asymmetric(x) : Exchanged(bn2.call(conv2.call(x))).Each(relu);    // M of [B, width, H / s, W / s]
        x = bn3.call(conv3.call(x)).Plus(downsample?.call(modalities) ?? modalities).Each(relu);
        scope.MoveToOuter(x);
        return x;
    }

    private Tensor[] Exchanged(Tensor[] x) => _options.Exchange is { } rule && x.Length > 1
        ? ChannelExchange.Apply(x, rule.Replaced(ExchangeScales, _options.Key))
        : x;

    // The shift is of the maps before the shuffle; the second shuffle swaps the last channels back.
    private Tensor[] Asymmetric(Tensor[] x)
    {
        Tensor[] mixed = bn2.call(conv2.call(ChannelShuffle.Apply(x))).Each(relu);
        return ChannelShuffle.Apply(PixelShift.AddNext(mixed, x));
    }
}
