using System.Xml.Linq;
using Fuse3D.Vision.Metrics.Pictures;
using static Fuse3D.Vision.Metrics.Reports.Markup;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>Figures in 2D as HTML.</summary>
internal static class PictureSections
{
    private const int Curves = 2;       // AP50 and AP75 are what is read

    public static XElement Of(PictureFigures figures)
    {
        PictureClassFigures[] present = [.. figures.Classes.Where(c => c.Truths > 0)];
        int[] shown = [.. Shown(figures.Settings.Thresholds)];
        XElement table = Table([["class", "true boxes", .. PictureColumns.Names(figures.Settings)],
            .. present.Select(c => Row(c.Name, c.Truths, c.Summary)), Row("mean", present.Sum(c => c.Truths), figures.Summary)]);
        table.Descendants("tr").Last().Add(Class("mean"));
        return Section($"2D boxes by COCO's rules, pictures: {figures.Pictures}",
            table,
            Element("h3", "Precision over recall"),
            SceneSections.Key([.. shown.Select(t => $"IoU {FigureText.Threshold(figures.Settings.Thresholds[t])}")]),
            Element("div", Class("grid small"), present.Select(c => Charts.PrecisionRecall(c.Name, FigureText.Percent(c.Summary.Ap),
                shown.Select(t => c.Precision[t].Select((precision, i) => (i / 100.0, precision)))))));
    }

    private static IEnumerable<int> Shown(IReadOnlyList<double> thresholds) => Enumerable.Range(0, thresholds.Count)
        .OrderBy(t => Math.Min(Math.Abs(thresholds[t] - 0.5), Math.Abs(thresholds[t] - 0.75))).Take(Curves).Order();

    private static string[] Row(string name, int truths, PictureSummary summary) =>
        [name, $"{truths}", .. PictureColumns.Values(summary).Select(FigureText.Percent)];
}
