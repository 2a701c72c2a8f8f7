using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.TokenTranslation;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks.Dense;

/// <summary>A generator and the discriminator that it learns to deceive, as one module with the keys generator.* and discriminator.*.</summary>
public sealed class AdversarialPair : nn.Module
{
    private readonly nn.Module _discriminator;
    private readonly Func<Tensor[], Tensor[], Tensor[]> _judge;

    private AdversarialPair(DenseNetwork generator, nn.Module discriminator, Func<Tensor[], Tensor[], Tensor[]> judge) : base(nameof(AdversarialPair))
    {
        (Generator, _discriminator, _judge) = (generator, discriminator, judge);
        register_module("generator", generator.Module);
        register_module("discriminator", discriminator);
    }

    public DenseNetwork Generator { get; }

    public nn.Module Discriminator => _discriminator;

    /// <param name="model">of a family of translation</param>
    public static AdversarialPair Of(DescribedDense model, DenseNetwork generator)
    {
        if (model.Description.Family == DenseFamilies.TokenTranslation)
        {
            var discriminator = new TokenDiscriminator(model.TokenTranslationConfig());
            return new(generator, discriminator, discriminator.Judge);
        }

        ChannelUNetConfig config = model.ChannelUNetConfig();
        if (config.Baseline.Joins)
        {
            var joined = new ChannelUNetDiscriminator((config.Modalities + 1) * config.Channels, config.Width);
            return new(generator, joined, (conditions, pictures) => [joined.call(cat(conditions, 1), pictures[0])]);
        }

        var shared = new ChannelUNetDiscriminator(2 * config.Channels, config.Width);
        return new(generator, shared, (conditions, pictures) => conditions.Each(pictures, (condition, picture) => shared.call(condition, picture)));
    }

    /// <summary>Judges pictures beside those that they were made of: each beside its modality's, or the one of joined branches beside all.</summary>
    /// <param name="conditions">[B, 3, H, W] of each modality</param>
    /// <param name="pictures">[B, 3, H, W] of each branch</param>
    /// <returns>0..1 of each branch: 1 is real</returns>
    public Tensor[] Judge(Tensor[] conditions, Tensor[] pictures) => _judge(conditions, pictures);
}
