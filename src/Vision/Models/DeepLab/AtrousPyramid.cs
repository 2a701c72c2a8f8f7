using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.DeepLab;

/// <summary>Looks at a map at several distances at once: 1x1, dilated separable convolutions, and the mean of the whole.</summary>
/// <remarks>Chen et al., "Encoder-Decoder with Atrous Separable Convolution", ECCV 2018. M modalities, B pictures, C channels.</remarks>
internal sealed class AtrousPyramid : nn.Module<Tensor[], Tensor[]>
{
    private readonly ModalUnit near, mean, mix;
    private readonly ModuleList<SeparableUnit> far;

    public AtrousPyramid(ModalPlan plan, int inputs, DeepLabConfig config) : base(nameof(AtrousPyramid))
    {
        near = new(plan, inputs, config.Width, 1);
        far = nn.ModuleList([.. config.Rates.Select(rate => new SeparableUnit(plan, inputs, config.Width, dilation: rate))]);
        mean = new(plan, inputs, config.Width, 1);
        mix = new(plan, (2 + config.Rates.Count) * config.Width, config.Width, 1);
        RegisterComponents();
    }

    /// <param name="modalities">M of [B, inputs, H, W]</param>
    /// <returns>M of [B, C, H, W]</returns>
    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] whole = mean.call(modalities.Each(map => map.mean([2, 3], keepdim: true))).Resized(modalities[0].shape[2..]);
        Tensor[] x = mix.call(ModalTensors.Joined([near.call(modalities), .. far.Select(unit => unit.call(modalities)), whole]));
        scope.MoveToOuter(x);
        return x;
    }
}
