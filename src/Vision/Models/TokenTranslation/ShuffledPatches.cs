using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.TokenTranslation;

/// <summary>Maps of twice the size: channels become pixels, then a 1x1 convolution, shared by the modalities.</summary>
public sealed class ShuffledPatches : nn.Module<Tensor[], Tensor[]>
{
    private const int Factor = 2;

    private readonly ModalLayer proj, norm;     // published checkpoints hold the norm, and nothing runs it

    /// <param name="inputs">channels before the shuffle, a multiple of 4</param>
    public ShuffledPatches(MixFamily family, int inputs, int width) : base(nameof(ShuffledPatches))
    {
        proj = ModalLayer.Shared(nn.Conv2d(inputs / (Factor * Factor), width, 1));
        norm = family.InnerNorm(width);
        RegisterComponents();
    }

    /// <param name="maps">[B, C, H, W] of each modality</param>
    /// <returns>[B, D, 2 H, 2 W] of each modality</returns>
    public override Tensor[] forward(Tensor[] maps)
    {
        using var scope = NewDisposeScope();
        return proj.call(maps.Each(own => nn.functional.pixel_shuffle(own, Factor))).MoveToOuterDisposeScope();
    }
}
