using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.TokenTranslation;

/// <summary>Tells made pictures from real ones, patch by patch, given the picture that they were made of; nothing is exchanged.</summary>
/// <remarks>Children are registered under the checkpoint's keys.</remarks>
public sealed class TokenDiscriminator : nn.Module<Tensor[], Tensor[]>
{
    private readonly ModalLayer project;
    private readonly TranslationStages _stages;

    /// <param name="config">the generator's</param>
    public TokenDiscriminator(TokenTranslationConfig config) : base(nameof(TokenDiscriminator))
    {
        Config = config with { Exchange = config.Exchange with { ChannelThreshold = null } };
        _stages = new(Config, config.InputChannels + config.OutputChannels);
        register_module("patch_embed_enc", _stages.Patches);
        register_module("block_enc", _stages.Blocks);
        register_module("norm_enc", _stages.Norms);
        project = ModalLayer.Shared(nn.Conv2d(config.Widths[^1], 1, 1));
        RegisterComponents();
        MixInitialisation.Apply(this);
    }

    public TokenTranslationConfig Config { get; }

    /// <param name="pairs">[B, 6, H, W] of each modality: its picture, then the one to judge; sides multiples of 32</param>
    /// <returns>[B, 1, H / 32, W / 32] of each modality in 0..1: 1 is real</returns>
    /// <exception cref="InvalidInputException">there are more or fewer modalities than the network has, or of other sizes</exception>
    public override Tensor[] forward(Tensor[] pairs)
    {
        ModalInputs.Check(pairs, Config.Modalities, Config.InputChannels + Config.OutputChannels, TokenTranslationConfig.SideMultiple);
        using var scope = NewDisposeScope();
        var (grids, _) = _stages.Run(pairs, null);
        return project.call(grids[^1].Maps()).Each(own => own.sigmoid()).MoveToOuterDisposeScope();
    }

    /// <summary>Judges pictures beside those that they were made of.</summary>
    /// <param name="conditions">[B, 3, H, W] of each modality</param>
    /// <param name="pictures">[B, 3, H, W] for each modality</param>
    public Tensor[] Judge(Tensor[] conditions, Tensor[] pictures)
    {
        using var scope = NewDisposeScope();
        return call(conditions.Each(pictures, (condition, picture) => cat([condition, picture], 1))).MoveToOuterDisposeScope();
    }
}
