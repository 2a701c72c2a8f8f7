using Fuse3D.Vision.Models.Modalities;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>Makes tokens of overlapping patches of a map: one strided convolution for all modalities, one norm for each.</summary>
public sealed class OverlapPatches : nn.Module<Tensor[], TokenGrid>
{
    private readonly ModalLayer proj, norm;

    /// <param name="patch">pixels on a side, odd; the map is padded by half of it</param>
    public OverlapPatches(MixFamily family, int inputs, int width, int patch, int stride) : base(nameof(OverlapPatches))
    {
        proj = ModalLayer.Shared(nn.Conv2d(inputs, width, patch, stride, patch / 2));
        norm = family.InnerNorm(width);
        RegisterComponents();
    }

    /// <summary>Tokens along a side of so many pixels.</summary>
    public static int Tokens(int pixels, int stride) => (pixels - 1) / stride + 1;

    /// <param name="maps">[B, C, H, W] of each modality, all of one size</param>
    /// <returns>[B, N, D] of each modality; sides are rounded up</returns>
    public override TokenGrid forward(Tensor[] maps)
    {
        using var scope = NewDisposeScope();
        TokenGrid grid = TokenGrid.Of(proj.call(maps));
        return (grid with { Tokens = norm.call(grid.Tokens) }).MoveToOuterDisposeScope();
    }
}
