using System.Globalization;
using System.Xml.Linq;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>One line of a chart.</summary>
/// <param name="Name">for the key</param>
/// <param name="Points">by ascending X; Spread is half the length of the bar through a point, 0 for none</param>
public sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y, double Spread)> Points);

/// <summary>Lines over a common axis, as an SVG picture of its own: its style lies inside, and follows dark and light.</summary>
/// <param name="Title">above the lines</param>
/// <param name="Across">what the horizontal axis counts</param>
/// <param name="Up">what the vertical axis counts; it starts at 0</param>
public sealed record LineChart(string Title, string Across, string Up, IReadOnlyList<ChartLine> Lines)
{
    private const double Left = 48, Top = 30, Width = 420, Height = 210, Right = 12, Bottom = 40, KeyRow = 15, Bar = 3;

    private const string Style = """
        text { font: 11px system-ui, sans-serif; fill: #1d2733; } .title { font-size: 13px; font-weight: 600; } .tick { fill: #5b6775; }
        .end { text-anchor: end; } .middle { text-anchor: middle; } .paper { fill: #fbfbf9; } .grid { stroke: #d5dae0; fill: none; }
        .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .bar { stroke-width: 1.2; }
        .c0 { stroke: #1f6fb4; } .c1 { stroke: #c2571a; stroke-dasharray: 6 3; } .c2 { stroke: #2c8a57; stroke-dasharray: 2 2; } .c3 { stroke: #8a4fb0; stroke-dasharray: 8 3 2 3; }
        @media (prefers-color-scheme: dark) { text { fill: #e4e8ee; } .tick { fill: #9aa6b4; } .paper { fill: #14181d; } .grid { stroke: #37414c; }
          .c0 { stroke: #6ab0ee; } .c1 { stroke: #f0a06a; } .c2 { stroke: #6fce9c; } .c3 { stroke: #c79be6; } }
        """;

    /// <summary>The picture, as a file holds it.</summary>
    public string Svg()
    {
        (double X, double Y, double Spread)[] all = [.. Lines.SelectMany(line => line.Points).Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        Axis across = Axis.Over(all.Select(p => p.X)), up = Axis.Over(all.Select(p => p.Y + p.Spread).Append(0));
        double X(double value) => Left + Width * across.Share(value);
        double Y(double value) => Top + Height * (1 - up.Share(value));

        XElement svg = Markup.Svg(Left + Width + Right, Top + Height + Bottom + KeyRow * Lines.Count, Title,
            Markup.Element("style", Markup.Text(Style)),
            Markup.Rectangle(0, 0, Left + Width + Right, Top + Height + Bottom + KeyRow * Lines.Count, "paper"),
            Markup.Label(Left, 18, Title, "title"),
            up.Ticks.Select(tick => new[] { Grid(Left, Y(tick), Left + Width, Y(tick)), Markup.Label(Left - 5, Y(tick) + 4, Axis.Text(tick), "tick end") }),
            across.Ticks.Select(tick => Markup.Label(X(tick), Top + Height + 14, Axis.Text(tick), "tick middle")),
            Markup.Label(Left + Width / 2, Top + Height + 30, Across, "middle"),
            Markup.Label(Left + Width, 18, Up, "tick end"),
            Lines.Select((line, i) => Drawn(line, $"c{i % Charts.Colours}", X, Y)),
            Lines.Select((line, i) => Key(line.Name, $"c{i % Charts.Colours}", Top + Height + Bottom + KeyRow * i)));
        svg.SetAttributeValue("width", Left + Width + Right);
        XNamespace space = "http://www.w3.org/2000/svg";
        foreach (XElement element in svg.DescendantsAndSelf())
            element.Name = space + element.Name.LocalName;
        return svg.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static IEnumerable<XElement> Drawn(ChartLine line, string colour, Func<double, double> x, Func<double, double> y)
    {
        (double X, double Y, double Spread)[] points = [.. line.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))];
        yield return Markup.Line(points.Select(p => (x(p.X), y(p.Y))), $"line {colour}");
        foreach ((double at, double value, double spread) in points.Where(p => p.Spread > 0))
        {
            double low = y(Math.Max(0, value - spread)), high = y(value + spread);
            foreach (var (from, to) in (((double, double), (double, double))[])[((x(at), low), (x(at), high)), ((x(at) - Bar, low), (x(at) + Bar, low)), ((x(at) - Bar, high), (x(at) + Bar, high))])
                yield return Markup.Line([from, to], $"bar {colour}");
        }
    }

    private static XElement Grid(double x0, double y0, double x1, double y1) => Markup.Line([(x0, y0), (x1, y1)], "grid");

    private static XElement[] Key(string name, string colour, double y) =>
        [Markup.Line([(Left, y + 4), (Left + 26, y + 4)], $"line {colour}"), Markup.Label(Left + 32, y + 8, name, "key")];

    /// <summary>Values from a round number to a round number.</summary>
    private readonly record struct Axis(double From, double Step, int Steps)
    {
        public IEnumerable<double> Ticks
        {
            get
            {
                Axis own = this;
                return Enumerable.Range(0, Steps + 1).Select(i => own.From + i * own.Step);
            }
        }

        public static Axis Over(IEnumerable<double> values)
        {
            double[] all = [.. values.DefaultIfEmpty(0)];
            double low = all.Min(), high = all.Max(), rough = high > low ? (high - low) / 5 : 1;
            double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            double step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
            double from = step * Math.Floor(low / step);
            return new(from, step, Math.Max(1, (int)Math.Ceiling((high - from) / step - 1e-9)));
        }

        public double Share(double value) => (value - From) / (Step * Steps);

        public static string Text(double tick) => Math.Round(tick, 6).ToString(CultureInfo.InvariantCulture);
    }
}
