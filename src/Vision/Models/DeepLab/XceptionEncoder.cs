using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.DeepLab;

/// <summary>An aligned Xception that halves the size four times.</summary>
/// <remarks>M modalities, B pictures, H x W pixels.</remarks>
internal sealed class XceptionEncoder : nn.Module<Tensor[], (Tensor[] Fine, Tensor[] Deep)>
{
    public const int FineWidth = 256, DeepWidth = 2048;

    private const int MiddleWidth = 728;

    private readonly ModalSequence stem, middle, exit;
    private readonly XceptionBlock entry1, entry2, entry3;

    public XceptionEncoder(ModalPlan plan, DeepLabConfig config) : base(nameof(XceptionEncoder))
    {
        bool fused = config.Asymmetric;
        stem = new(new ModalUnit(plan, 3, 32, 3, stride: 2), new ModalUnit(plan, 32, 64, 3));
        entry1 = new(plan, 64, [128, 128, 128], stride: 2);
        entry2 = new(plan, 128, [FineWidth, FineWidth, FineWidth], stride: 2, fused);
        entry3 = new(plan, FineWidth, [MiddleWidth, MiddleWidth, MiddleWidth], stride: 2, fused);
        middle = new([.. Enumerable.Range(1, config.MiddleBlocks).Select(i =>
            new XceptionBlock(plan, MiddleWidth, [MiddleWidth, MiddleWidth, MiddleWidth], asymmetric: fused && i == config.MiddleBlocks))]);
        exit = new(
            new XceptionBlock(plan, MiddleWidth, [728, 1024, 1024], asymmetric: fused),
            new SeparableUnit(plan, 1024, 1536, dilation: 2), new SeparableUnit(plan, 1536, 1536, dilation: 2),
            new SeparableUnit(plan, 1536, DeepWidth, dilation: 2));
        RegisterComponents();
    }

    /// <param name="pictures">M of [B, 3, H, W]</param>
    /// <returns>M of [B, 256, H / 4, W / 4], before the second block's stride, and M of [B, 2048, H / 16, W / 16]</returns>
    public override (Tensor[] Fine, Tensor[] Deep) forward(Tensor[] pictures)
    {
        using var scope = NewDisposeScope();
        var (fine, x) = entry2.Split(entry1.call(stem.call(pictures)));
        x = exit.call(middle.call(entry3.call(x)));
        scope.MoveToOuter(fine);
        scope.MoveToOuter(x);
        return (fine, x);
    }
}
