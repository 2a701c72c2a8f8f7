using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>The loss of TokenFusion's segmentation, as far as its goldens need it.</summary>
internal static class SegmentationLossTerms
{
    private const long Ignored = 255;

    /// <summary>Mean negative log-likelihood over the pixels that are labelled.</summary>
    /// <param name="logits">[B, classes, h, w]; resized to the labels</param>
    /// <param name="labels">[B, H, W] int64, 255 where there is none</param>
    public static Tensor NegativeLogLikelihood(Tensor logits, Tensor labels)
    {
        using var scope = NewDisposeScope();
        Tensor resized = nn.functional.interpolate(logits, labels.shape[1..], mode: InterpolationMode.Bilinear, align_corners: false);
        Tensor chosen = resized.log_softmax(1).gather(1, labels.clamp_max(logits.shape[1] - 1).unsqueeze(1)).squeeze(1);
        Tensor labelled = labels.ne(Ignored).to(ScalarType.Float32);
        return (-(chosen * labelled).sum() / labelled.sum()).MoveToOuterDisposeScope();
    }

    /// <summary>Plain sum of all scores.</summary>
    public static Tensor Sum(IReadOnlyList<Tensor[]> scores) => scores.SelectMany(block => block).Select(own => own.sum()).Aggregate((sum, own) => sum + own);
}
