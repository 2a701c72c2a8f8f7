using System.Globalization;
using Fuse3D.Vision.Metrics.Pictures;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>COCO's table: AP, at 0.5, at 0.75, by size; AR by detections, by size.</summary>
internal static class PictureColumns
{
    public static IEnumerable<string> Names(PictureSettings settings)
    {
        string[] sizes = [.. settings.Areas.Skip(1).Select(a => a.Name)];
        return ["AP", "AP50", "AP75", .. sizes.Select(s => $"AP {s}"),
            .. settings.MostDetections.Select(m => string.Create(CultureInfo.InvariantCulture, $"AR{m}")), .. sizes.Select(s => $"AR {s}")];
    }

    public static IEnumerable<double> Values(PictureSummary summary) =>
        [summary.Ap, summary.Ap50, summary.Ap75, .. summary.ApByArea, .. summary.Recall, .. summary.RecallByArea];
}
