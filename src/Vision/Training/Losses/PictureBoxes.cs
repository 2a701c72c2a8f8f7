using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>Boxes of pictures as tensors, centre x, centre y, width and height in parts of the picture.</summary>
internal static class PictureBoxes
{
    /// <summary>Generalised IoU (Rezatofighi et al., 2019), and the IoU in it, of boxes that broadcast against each other.</summary>
    /// <param name="a">[..., 4]</param>
    /// <param name="b">[..., 4]</param>
    public static (Tensor Iou, Tensor Generalised) Overlap(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (lowA, highA) = Corners(a);
        var (lowB, highB) = Corners(b);
        var common = Area((highA.minimum(highB) - lowA.maximum(lowB)).clamp_min(0));
        var union = Area(highA - lowA) + Area(highB - lowB) - common;
        var around = Area((highA.maximum(highB) - lowA.minimum(lowB)).clamp_min(0));
        var iou = common / union;
        return (iou.MoveToOuterDisposeScope(), (iou - (around - union) / around).MoveToOuterDisposeScope());
    }

    private static (Tensor Low, Tensor High) Corners(Tensor boxes)
    {
        var half = boxes.narrow(-1, 2, 2) * 0.5;
        var centre = boxes.narrow(-1, 0, 2);
        return (centre - half, centre + half);
    }

    private static Tensor Area(Tensor sides) => sides.select(-1, 0) * sides.select(-1, 1);
}
