using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.SegFormer;

/// <summary>SegFormer on several modalities that exchange tokens: TokenFusion for segmentation; of one modality, SegFormer.</summary>
/// <remarks>
/// B samples, M modalities. Field names are the checkpoint's keys. The published training gives <c>alpha</c> to no optimizer, so that the
/// ensemble stays the plain mean.
/// </remarks>
public sealed class SegFormerNetwork : nn.Module<Tensor[], ModalOutputs>
{
    private readonly Parameter alpha;
    private readonly MixEncoder encoder;
    private readonly SegFormerDecoder decoder;

    public SegFormerNetwork(SegFormerConfig config) : base(nameof(SegFormerNetwork))
    {
        Config = config;
        alpha = new Parameter(ones(config.Modalities));
        encoder = new(config);
        decoder = new(config);
        RegisterComponents();
    }

    public SegFormerConfig Config { get; }

    internal MixEncoder Encoder => encoder;

    /// <param name="pictures">[B, 3, H, W] of each modality, normalised, of one size</param>
    /// <returns>logits [B, classes, h, w] at a quarter of the size, rounded up; scores of every block</returns>
    /// <exception cref="InvalidInputException">there are more or fewer modalities than the network has, of several sizes, or too small</exception>
    public override ModalOutputs forward(Tensor[] pictures)
    {
        ModalInputs.Check(pictures, Config.Modalities, Config.InputChannels);
        RequireSize(pictures[0].shape[2], pictures[0].shape[3]);
        using var scope = NewDisposeScope();
        var (levels, scores) = encoder.call(pictures);
        Tensor[] branches = [.. pictures.Select((_, m) => decoder.call([.. levels.Select(level => level[m])]))];
        return (ModalOutputs.Of(branches, alpha) with { Scores = scores }).MoveToOuterDisposeScope();
    }

    private void RequireSize(long height, long width)
    {
        if (height < Config.LeastSide || width < Config.LeastSide)
            throw new InvalidInputException($"pictures of {width} x {height} pixels; sides of {Config.LeastSide} or more are wanted", "modalities");
    }
}
