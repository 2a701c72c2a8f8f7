using System.Globalization;
using System.Xml.Linq;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;
using static Fuse3D.Vision.Metrics.Reports.Markup;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>The figures of one selection of heads as HTML. Charts show the first sampling of the points.</summary>
internal static class SceneSections
{
    public static XElement Of(HeadFigures head)
    {
        DetectionFigures first = head.Figures.Runs[0];
        return Section($"3D boxes, heads {head.Name}",
            ClassTable(head.Figures),
            Element("h3", "Precision over recall"),
            Key([.. first.Settings.Thresholds.Select(t => $"IoU {FigureText.Threshold(t)}")]),
            Element("div", Class("grid small"), Enumerable.Range(0, first.Truths.Length).Where(c => first.Truths[c] > 0)
                .Select(c => Curves([.. first.Thresholds.Select(t => t.Classes[c])]))),
            Element("h3", "Scores and overlaps"),
            Key(["right", "wrong"]),
            Element("div", Class("grid large"),
                Charts.Histogram(
                    "detections by score (log)", ("right", first.Histogram.RightScores), ("wrong", first.Histogram.WrongScores)),
                Charts.Histogram("right detections by IoU (log)", ("right", first.Histogram.Overlaps))),
            Confusion(first));
    }

    private static XElement Curves(ClassFigures[] thresholds) => Charts.PrecisionRecall(
        thresholds[0].Name, string.Join(" / ", thresholds.Select(t => FigureText.Percent(t.Area))),
        thresholds.Select(t => Charts.Steps(t.Curve)));

    /// <summary>What each colour of a chart stands for.</summary>
    public static XElement Key(IReadOnlyList<string> names) => Element("p", Class("key"),
        names.Select((name, i) => Element("span", Element("b", Class($"c{i % Charts.Colours}"), "\u2014 "), Markup.Text(name))));

    private static XElement ClassTable(RepeatedFigures figures)
    {
        DetectionFigures first = figures.Runs[0];
        IEnumerable<string[]> classes = Enumerable.Range(0, first.Truths.Length).Select(c => (string[])[
            first.Settings.Classes[c], $"{first.Truths[c]}",
            .. figures.Thresholds.SelectMany((at, t) =>
                (string[])[FigureText.Mean(at.Classes[c]), FigureText.Percent(Recall(figures, t, c))])]);
        string[] mean = ["mean", $"{first.Truths.Sum()}", .. figures.Thresholds.SelectMany(at =>
            (string[])[FigureText.Mean(at.MeanAveragePrecision), FigureText.Mean(at.AverageRecall)])];
        string[] best = ["best run", "", .. figures.Thresholds.SelectMany(at =>
            (string[])[FigureText.Percent(at.MeanAveragePrecision.Best), FigureText.Percent(at.AverageRecall.Best)])];
        string[] names = ["class", "true boxes", .. figures.Thresholds.SelectMany(at =>
            (string[])[$"AP@{FigureText.Threshold(at.Threshold)}", $"recall@{FigureText.Threshold(at.Threshold)}"])];
        XElement table = Table([names, .. classes, mean, .. figures.Runs.Count > 1 ? [best] : Array.Empty<string[]>()]);
        table.Descendants("tr").ElementAt(1 + first.Truths.Length).Add(Class("mean"));
        return table;
    }

    private static double Recall(RepeatedFigures figures, int threshold, int c) =>
        figures.Runs.Average(run => run.Thresholds[threshold].Classes[c].Recall);

    private static XElement Confusion(DetectionFigures figures)
    {
        int[][] counts = figures.Confusion.Counts;
        string[] names = [.. figures.Settings.Classes];
        return Element("div",
            Element("h3", Markup.Text(string.Create(CultureInfo.InvariantCulture,
                $"Confusion: rows are true, columns detected; scores from {figures.Settings.OperatingScore}, IoU above "
                + $"{FigureText.Threshold(figures.Settings.Thresholds[0])}"))),
            Element("div", Class("wide confusion"), Element("table",
                Element("thead", Element("tr", Element("th"), names.Append("missed").Select(n => Element("th", Markup.Text(n))))),
                Element("tbody", counts.Select((row, truth) => Element("tr",
                    Element("th", Markup.Text(names.ElementAtOrDefault(truth) ?? "nothing there")),
                    row.Select(count => Cell(count, row.Sum()))))))));
    }

    private static XElement Cell(int count, int row)
    {
        if (count == 0)
            return Element("td");
        double share = (double)count / row;
        return Element("td",
            new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"background: rgba(var(--heat), {0.6 * share:F2})")),
            Markup.Text($"{count}"));
    }
}
