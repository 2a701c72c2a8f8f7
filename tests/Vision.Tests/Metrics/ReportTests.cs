using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Fuse3D.Bench.Metrics;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Vision.Tests.Metrics;

public class ReportTests
{
    private const string Nasty = "<script>alert(\"&\")</script>\u0001\uD800";

    [Fact]
    public void Html_FullReport_IsWellFormedAndNeedsNothingElse()
    {
        string html = HtmlReport.Text(Report());
        XDocument page = XDocument.Parse(html);
        string[] names = [.. page.Descendants().Select(e => e.Name.LocalName)];
        Assert.DoesNotContain("script", names);
        Assert.DoesNotContain("link", names);
        Assert.All(page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"),
            a => Assert.StartsWith("data:image/png;base64,", a.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.Contains("AQID", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_FullReport_ClosesEveryElementAsHtmlWants() =>
        Assert.All(XDocument.Parse(HtmlReport.Text(Report())).Descendants().Where(e => e.IsEmpty),
            e => Assert.Contains(e.Name.LocalName, (string[])["meta", "img"]));

    [Fact]
    public void Html_TextFromOutside_StaysText()
    {
        EvaluationReport report = Report() with { Title = Nasty, Configuration = Nasty, Facts = [new(Nasty, Nasty)] };
        XElement title = XDocument.Parse(HtmlReport.Text(report)).Descendants("h1").Single();
        Assert.Equal("<script>alert(\"&\")</script>\uFFFD\uFFFD", title.Value);
    }

    [Fact]
    public void Html_Curves_StartAtRecallZeroAndNeverRise()
    {
        string[] curves = [.. XDocument.Parse(HtmlReport.Text(Report())).Descendants("polyline").Select(p => p.Attribute("points")!.Value)];
        Assert.NotEmpty(curves);
        foreach (string curve in curves)
        {
            double[][] points = [.. curve.Split(' ').Select(p => p.Split(',')
                .Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
            foreach (var (from, to) in points.Zip(points.Skip(1)))
                Assert.True(to[0] >= from[0] && to[1] >= from[1], curve);       // y grows downwards
        }
    }

    [Fact]
    public void Table_Report_ShowsEachClassMeanBestAndWhatIsAbsent()
    {
        string text = TableReport.Text(Report());
        Assert.Matches("(?m)^class +true +AP@0.25 +AP@0.50 +AR@0.25 +AR@0.50$", text);
        Assert.Matches(@"(?m)^sofa +[0-9]+ +[0-9.]+ ± [0-9.]+ +", text);
        Assert.Matches(@"(?m)^unicorn +0 +n/a +", text);
        Assert.Matches("(?m)^mean ", text);
        Assert.Matches("(?m)^best ", text);
        Assert.Contains("No true box of: unicorn.", text, StringComparison.Ordinal);
        Assert.Matches("(?m)^class +true +AP +AP50 +AP75 +AP small +AP medium +AP large +AR1 +AR10 +AR100 ", text);
    }

    [Fact]
    public void Csv_Report_HasARowForEachClassAndThresholdAndQuotesWhatNeedsIt()
    {
        EvaluationReport report = Report();
        string[] rows = CsvReport.Scenes(report).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1 + 2 * (4 + 1), rows.Length);
        Assert.All(rows, row => Assert.Equal(12, row.Replace("\"a, \"\"b\"\"\"", "quoted", StringComparison.Ordinal).Split(',').Length));
        Assert.Contains(rows, row => row.StartsWith("last,0.5,\"a, \"\"b\"\"\",", StringComparison.Ordinal));
        string absent = Assert.Single(rows, row => row.StartsWith("last,0.25,unicorn,0,", StringComparison.Ordinal));
        Assert.Contains(",NaN,", absent, StringComparison.Ordinal);
        Assert.Equal(4, CsvReport.Pictures(report)!.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Null(CsvReport.Pictures(report with { Pictures = null }));
    }

    [Fact]
    public void Json_Report_ComesBackWithoutItsPictures()
    {
        string text = MetricsJson.Write(Report());
        Assert.DoesNotContain("AQID", text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(2, json.RootElement.GetProperty("heads")[0].GetProperty("figures").GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public void SplitHash_OtherOrderOrIds_Differs()
    {
        string[][] splits = [["a", "b"], ["b", "a"], ["ab"]];
        string[] hashes = [.. splits.Select(EvaluationReport.SplitHash)];
        Assert.Equal(3, hashes.Distinct().Count());
        Assert.All(hashes, h => Assert.Equal(64, h.Length));
    }

    [Fact]
    public void FrameChoice_BestAndWorst_GoByF1()
    {
        DetectionFigures figures = Run(seed: 3);
        double[] all = [.. figures.Scenes.Select(s => s.Summary.F1)];
        Assert.Equal(all.Max(), FrameChoice.Best(figures, 3)[0].Summary.F1);
        Assert.Equal(all.Min(), FrameChoice.Worst(figures, 3)[0].Summary.F1);
        Assert.Equal(3, FrameChoice.Worst(figures, 3).Count);
    }

    [Fact]
    public void Dense_EveryForm_SaysTheSameFigures()
    {
        SegmentationScores scores = new(81.27, 70, 62.5, [90, 50, double.NaN], [75, 50, double.NaN]);
        EvaluationReport report = new()
        {
            Title = "small on val of nyudv2",
            Facts = [],
            Configuration = "",
            Dense = new()
            {
                Segmentation = [new("rgb", scores, [12, 4, 0]), new("ensemble", scores, [12, 4, 0])],
                Classes = ["wall", "a, \"b\"", "unicorn"],
                Translation = [new("ensemble", 0.123456, 0.25, 62.63, null)],
                Features = "Inception-v3",
                IsInception = true,
                Modalities = ["rgb", "depth"],
                Exchanged = [new("stage1.block0", [0.5, 0.125])],
            },
            Shots = [new("000017", "best, 91.0 % of its pixels right", [1, 2, 3])],
        };

        string html = HtmlReport.Text(report), text = TableReport.Text(report), csv = CsvReport.Segmentation(report)!, outputs = CsvReport.Translation(report)!;

        XDocument page = XDocument.Parse(html);
        Assert.Contains("000017: best, 91.0 % of its pixels right", page.Descendants("figcaption").Single().Value, StringComparison.Ordinal);
        Assert.Contains("AQID", html, StringComparison.Ordinal);
        foreach (string figure in (string[])["62.5", "81.3", "0.1235", "62.63", "12.5", "n/a", "KID x 100"])
        {
            Assert.Contains(figure, html, StringComparison.Ordinal);
            Assert.Contains(figure, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("unicorn", html, StringComparison.Ordinal);        // neither there nor found
        Assert.Contains("rgb,\"a, \"\"b\"\"\",4,50,50\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("ensemble,0.123456,0.25,62.63,,Inception-v3\r\n", outputs, StringComparison.Ordinal);
        Assert.Null(CsvReport.Segmentation(Report()));
        Assert.Null(CsvReport.Translation(Report()));
    }

    private static EvaluationReport Report()
    {
        RepeatedFigures figures = RepeatedFigures.Of([Run(seed: 1), Run(seed: 2)]);
        var pictures = new PictureEvaluator(new() { Classes = ["person", "cat"] });
        pictures.Add("1", [new(0, 0.9, new(0, 0, 50, 50)), new(1, 0.3, new(60, 0, 90, 50))],
            [new PictureTruth(0, new(0, 0, 50, 45), 2250, Crowd: false)]);
        return new()
        {
            Title = "sunrgbd_groupfree_L6_O256 on SUN RGB-D val",
            Facts = [new("labels", "v1"), new("split", $"val, {EvaluationReport.SplitHash(["1", "2"])}")],
            Configuration = "name: sunrgbd\nfamily: group_free\n",
            Heads = [new("last", figures)],
            Pictures = pictures.Evaluate(),
            Frames = [.. FrameChoice.Best(figures.Runs[0], 1).Concat(FrameChoice.Worst(figures.Runs[0], 2))
                .Select(f => new ReportFrame(f.Scene, f.Summary, [[1, 2, 3]]))],
            Failures = [new(0, "000017", "depth/000017.mat: ends after 10 bytes")],
        };
    }

    private static DetectionFigures Run(int seed)
    {
        string[] classes = ["chair", "sofa", "a, \"b\"", "unicorn"];
        var evaluator = new DetectionEvaluator(new() { Protocol = EvaluationProtocol.Fixed, Classes = classes });
        foreach (var (found, truth) in SyntheticScenes.Make(scenes: 20, candidates: 32, classes: 3, seed))
            evaluator.Add(found, truth);
        return evaluator.Evaluate();
    }
}
