using System.Xml.Linq;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;
using static Fuse3D.Vision.Metrics.Reports.Markup;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>A report as one HTML page that needs nothing else: style, charts and pictures are inside. It is also well-formed XML.</summary>
public static class HtmlReport
{
    // Elements that HTML never closes; all others must be closed by a tag of their own.
    private static readonly string[] Void = ["meta", "img"];

    public static string Text(EvaluationReport report)
    {
        XElement page = Element("html", new XAttribute("lang", "en"),
            Element("head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                Element("title", Markup.Text(report.Title)),
                Element("style", HtmlStyle.Text)),
            Element("body", Element("main",
                Element("h1", Markup.Text(report.Title)),
                Facts(report),
                ReportNotes.Of(report).Select(note => Element("p", Class("note"), Markup.Text(note))),
                report.Heads.Select(SceneSections.Of),
                report.Pictures is null ? null : PictureSections.Of(report.Pictures),
                report.Dense is null ? null : DenseSections.Of(report.Dense),
                Frames(report.Frames),
                DenseSections.Shots(report.Shots),
                Failures(report.Failures),
                Section("Configuration", Element("pre", Markup.Text(report.Configuration))))));
        foreach (XElement empty in page.Descendants().Where(e => e.IsEmpty && !Void.Contains(e.Name.LocalName)).ToArray())
            empty.Value = "";
        return $"<!DOCTYPE html>\n{page.ToString(SaveOptions.DisableFormatting)}\n";
    }

    private static XElement Facts(EvaluationReport report)
    {
        List<ReportFact> facts = [.. report.Facts];
        if (report.Heads is [var head, ..])
        {
            EvaluationSettings settings = head.Figures.Runs[0].Settings;
            facts.Add(new("protocol", settings.Protocol.Id));
            facts.Add(new("classes", string.Join(", ", settings.Classes)));
            facts.Add(new("scenes", $"{head.Figures.Runs[0].Scenes.Count}"));
        }

        return Element("table", Class("facts"), Element("tbody", facts.Select(fact =>
            Element("tr", Element("th", Markup.Text(fact.Name)), Element("td", Markup.Text(fact.Value))))));
    }

    private static XElement? Frames(IReadOnlyList<ReportFrame> frames) => frames.Count == 0 ? null :
        Section("Best and worst frames", Element("div", Class("grid"), frames.OrderByDescending(f => f.Summary.F1).Select(Frame)));

    private static XElement Frame(ReportFrame frame) => Element("figure",
        frame.Png.Select(Picture),
        Element("figcaption", Markup.Text(
            $"{frame.Scene}: {frame.Summary.Right} right, {frame.Summary.Wrong} wrong, {frame.Summary.Missed} missed "
            + $"(F1 {FigureText.Percent(frame.Summary.F1)})")));

    private static XElement? Failures(IReadOnlyList<FrameFailure> failures) => failures.Count == 0 ? null :
        Section("Frames without an answer", Table([["frame", "pass", "why"],
            .. failures.Select(f => (string[])[f.Id, $"{f.Repeat}", f.Message])]));
}
