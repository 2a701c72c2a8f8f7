using System.Globalization;
using System.Xml.Linq;
using Fuse3D.Vision.Metrics.Reports;

namespace Fuse3D.Vision.Tests.Metrics;

public class LineChartTests
{
    private static readonly XNamespace Space = "http://www.w3.org/2000/svg";

    [Fact]
    public void Svg_OfTwoLines_HasBothInProportion()
    {
        XElement svg = XElement.Parse(new LineChart("t", "epoch", "%", [new("a", [(0, 0, 0), (5, 50, 0), (10, 100, 0)]), new("b", [(0, 20, 5)])]).Svg());

        double[][] line = [.. Lines(svg, "line c0").First().Attribute("points")!.Value.Split(' ').Select(Numbers)];
        Assert.Equal(line[1][0] - line[0][0], line[2][0] - line[1][0], 1);
        Assert.Equal(line[1][1] - line[0][1], line[2][1] - line[1][1], 1);
        Assert.True(line[2][1] < line[0][1]);                       // up is a smaller y
        Assert.Equal(3, Lines(svg, "bar c1").Count());              // a spread is a bar with two ends
        Assert.Equal(["a", "b"], svg.Descendants(Space + "text").Where(text => (string?)text.Attribute("class") == "key").Select(text => text.Value));
    }

    [Theory]
    [InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void Svg_ValuesThatAreNotNumbers_AreLeftOut(double value)
    {
        XElement svg = XElement.Parse(new LineChart("t", "x", "y", [new("a", [(0, 1, 0), (1, value, 0), (2, 3, 0)])]).Svg());

        Assert.Equal(2, Lines(svg, "line c0").First().Attribute("points")!.Value.Split(' ').Length);
    }

    [Fact]
    public void Svg_NothingToDraw_IsStillAPicture() => Assert.Equal("svg", XElement.Parse(new LineChart("t", "x", "y", []).Svg()).Name.LocalName);

    [Fact]
    public void Svg_NamesWithMarkup_StayText() =>
        Assert.Contains("<b>", XElement.Parse(new LineChart("<b>", "x", "y", []).Svg()).Descendants(Space + "text").First().Value, StringComparison.Ordinal);

    private static IEnumerable<XElement> Lines(XElement svg, string style) =>
        svg.Descendants(Space + "polyline").Where(line => (string?)line.Attribute("class") == style);

    private static double[] Numbers(string pair) => [.. pair.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
