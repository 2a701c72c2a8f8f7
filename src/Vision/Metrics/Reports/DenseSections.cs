using System.Xml.Linq;
using Fuse3D.Vision.Metrics.Dense;
using static Fuse3D.Vision.Metrics.Reports.Markup;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>Figures of segmentation and translation as HTML.</summary>
internal static class DenseSections
{
    public static IEnumerable<XElement> Of(DenseFigures figures)
    {
        if (figures.Segmentation.Count > 0)
            yield return Section("Segmentation, in percent", Last(Table(DenseColumns.Outputs(figures))), Element("h3", "By class"), Table(DenseColumns.Classes(figures)));
        if (figures.Translation.Count > 0)
            yield return Section("Translation, values in [-1, 1]", Last(Table(DenseColumns.Translations(figures))));
        if (figures.Exchanged.Count > 0)
            yield return Section("Exchanged between branches, in percent", Table(DenseColumns.Exchanged(figures)));
    }

    public static XElement? Shots(IReadOnlyList<ReportShot> shots) => shots.Count == 0 ? null :
        Section("Best and worst frames", Element("div", Class("grid"), shots.Select(shot => Element("figure",
            Picture(shot.Png), Element("figcaption", Markup.Text($"{shot.Frame}: {shot.Says}"))))));

    private static XElement Last(XElement table)
    {
        table.Descendants("tr").Last().Add(Class("mean"));      // the ensemble decides
        return table;
    }
}
