using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Models.Yolos;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Raw outputs of 2D heads as detections, as YOLOS's evaluation reads them: every query once, with its best class; nothing is suppressed.</summary>
/// <remarks>Queries with a number that is not finite are dropped.</remarks>
internal static class PictureDecoding
{
    /// <param name="size">of the picture that boxes are wanted in</param>
    public static PictureDetection[] Decode(PicturePrediction prediction, PictureSize size)
    {
        int width = prediction.Logits.Length / Math.Max(1, prediction.Queries);
        List<PictureDetection> found = new(prediction.Queries);
        for (int q = 0; q < prediction.Queries; q++)
        {
            var (label, score) = Best(prediction.Logits.AsSpan(q * width, width));
            ReadOnlySpan<float> box = prediction.Boxes.AsSpan(4 * q, 4);
            double x = box[0], y = box[1], halfWidth = box[2] / 2.0, halfHeight = box[3] / 2.0;
            if (double.IsFinite(score + x + y + halfWidth + halfHeight))
                found.Add(new(label, score, new((x - halfWidth) * size.Width, (y - halfHeight) * size.Height, (x + halfWidth) * size.Width, (y + halfHeight) * size.Height)));
        }

        return [.. found];
    }

    /// <summary>Targets of a picture in its pixels.</summary>
    public static PictureTruth[] Truth(IReadOnlyList<PictureTarget> targets, PictureSize size) =>
    [
        .. from target in targets
           let width = (double)target.Width * size.Width
           let height = (double)target.Height * size.Height
           let left = (double)target.CentreX * size.Width - width / 2
           let top = (double)target.CentreY * size.Height - height / 2
           select new PictureTruth(target.Class, new(left, top, left + width, top + height), width * height, Crowd: false),
    ];

    // The last class is "no object": it takes part in the softmax and cannot win.
    private static (int Class, double Score) Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int c = 1; c < logits.Length - 1; c++)
            best = logits[c] > logits[best] ? c : best;
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - logits[best]);
        return (best, 1 / sum);
    }
}
