using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using static TorchSharp.torch;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Takes one head out of a point branch's outputs.</summary>
public static class HeadReading
{
    /// <summary>The last decoder layer's head, which detections are made of.</summary>
    public static HeadOutputs Last(PointHeads heads)
    {
        float[] Values(string name) => heads.Outputs[$"last_{name}"].contiguous().data<float>().ToArray();
        float[] objectness = Values("objectness_scores"), headings = Values("heading_scores");
        return new()
        {
            Centres = Values("center"),
            Objectness = objectness,
            HeadingScores = headings,
            HeadingResiduals = HeadOutputs.ScaleHeadings(Values("heading_residuals_normalized"), headings.Length / Math.Max(1, objectness.Length)),
            SemanticScores = Values("sem_cls_scores"),
            Sizes = Values("pred_size"),
        };
    }
}
