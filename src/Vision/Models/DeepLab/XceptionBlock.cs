using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.DeepLab;

/// <summary>A residual block of three separable convolutions, with the asymmetric fusion of AsymFusion inside.</summary>
/// <remarks>
/// M modalities, B pictures, C channels, s the stride. The fusion lies around the second convolution, or around the third where the second
/// widens: the shifted map that is added has to have its channels.
/// </remarks>
internal sealed class XceptionBlock : nn.Module<Tensor[], Tensor[]>
{
    private readonly SeparableUnit sep1, sep2, sep3;
    private readonly ModalLayer? shortcut, shortcut_bn;
    private readonly int _fused;

    /// <param name="widths">channels behind each of the three convolutions; the last has the stride</param>
    /// <param name="asymmetric">whether modalities are fused; not around a convolution with a stride</param>
    public XceptionBlock(ModalPlan plan, int inputs, IReadOnlyList<int> widths, int stride = 1, bool asymmetric = false) : base(nameof(XceptionBlock))
    {
        sep1 = new(plan, inputs, widths[0]);
        sep2 = new(plan, widths[0], widths[1]);
        sep3 = new(plan, widths[1], widths[2], stride);
        if (stride != 1 || inputs != widths[2])
            (shortcut, shortcut_bn) = plan.Normed(inputs, widths[2], 1, stride);
        _fused = !asymmetric ? 0 : widths[0] == widths[1] ? 2 : 3;
        RegisterComponents();
    }

    /// <param name="modalities">M of [B, inputs, H, W]</param>
    /// <returns>M of [B, C, H / s, W / s]</returns>
    public override Tensor[] forward(Tensor[] modalities) => Split(modalities).Output;

    /// <summary>The result, and what lies before the last convolution and its stride: M of [B, second width, H, W].</summary>
    public (Tensor[] Inner, Tensor[] Output) Split(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] inner = Run(sep2, 2, sep1.call(modalities));
        Tensor[] x = Run(sep3, 3, inner).Plus(shortcut is null ? modalities : shortcut_bn!.call(shortcut.call(modalities)));
        scope.MoveToOuter(inner);
        scope.MoveToOuter(x);
        return (inner, x);
    }

    private Tensor[] Run(SeparableUnit unit, int number, Tensor[] x) => number == _fused
        ? ChannelShuffle.Apply(PixelShift.AddNext(unit.call(ChannelShuffle.Apply(x)), x))
        : unit.call(x);
}
