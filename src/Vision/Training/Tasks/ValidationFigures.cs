using System.Globalization;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Vision.Training.Tasks;

/// <summary>Names for what validation measures; the first one decides which network is best.</summary>
internal static class ValidationFigures
{
    public static IEnumerable<KeyValuePair<string, double>> Of(RunFigures figures)
    {
        foreach (HeadFigures head in figures.Heads)
        {
            foreach (ThresholdSpread at in head.Figures.Thresholds)
            {
                string where = string.Create(CultureInfo.InvariantCulture, $"@{at.Threshold:0.##}/{head.Name}");
                yield return new("mAP" + where, at.MeanAveragePrecision.Mean);
                yield return new("AR" + where, at.AverageRecall.Mean);
            }
        }

        if (figures.Pictures?.Summary is { } pictures)
        {
            yield return new("AP/pictures", pictures.Ap);
            yield return new("AP50/pictures", pictures.Ap50);
        }
    }
}
