using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>Small pieces of HTML. Text goes through the XML writer, so that nothing read from outside can become markup.</summary>
internal static class Markup
{
    public static XElement Element(string name, params object?[] content) => new(name, content);

    public static XAttribute Class(string name) => new("class", name);

    /// <summary>Text with what XML does not allow (control characters, broken surrogates) replaced.</summary>
    public static XText Text(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            clean.Append(rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        return new(clean.ToString());
    }

    public static XElement Section(string heading, params object?[] content) => Element("section", Element("h2", Text(heading)), content);

    /// <summary>A PNG file inside the page.</summary>
    public static XElement Picture(byte[] png) =>
        new("img", new XAttribute("src", $"data:image/png;base64,{Convert.ToBase64String(png)}"), new XAttribute("alt", ""));

    /// <summary>A table whose first row is its head; the first cell of each row names it.</summary>
    public static XElement Table(IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [.. rows];
        return Element("div", Class("wide"), Element("table",
            Element("thead", Element("tr", all[0].Select(cell => Element("th", Text(cell))))),
            Element("tbody", all.Skip(1).Select(row => Element("tr",
                Element("th", Text(row[0])), row.Skip(1).Select(cell => Element("td", Text(cell))))))));
    }

    public static XElement Svg(double width, double height, string label, params object?[] content) => Element("svg",
        new XAttribute("viewBox", $"0 0 {Number(width)} {Number(height)}"), new XAttribute("role", "img"),
        Element("title", Text(label)), content);

    public static XElement Rectangle(double x, double y, double width, double height, string style) => Element("rect",
        Place("x", x), Place("y", y), Place("width", width), Place("height", height), Class(style));

    public static XElement Line(IEnumerable<(double X, double Y)> points, string style) => Element("polyline",
        new XAttribute("points", string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))), Class(style));

    public static XElement Label(double x, double y, string text, string style) =>
        Element("text", Place("x", x), Place("y", y), Class(style), Text(text));

    private static XAttribute Place(string name, double value) => new(name, Number(value));

    private static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);
}
