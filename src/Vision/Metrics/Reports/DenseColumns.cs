using System.Globalization;
using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Vision.Metrics.Reports;

/// <summary>Tables of segmentation and translation, their first row the head; texts and pages show the same.</summary>
internal static class DenseColumns
{
    /// <summary>The three published figures of each output, in percent.</summary>
    public static IEnumerable<string[]> Outputs(DenseFigures figures) =>
    [
        ["output", "pixel accuracy", "mean accuracy", "mean IoU"],
        .. figures.Segmentation.Select(own => (string[])[own.Output, .. new[] { own.Scores.PixelAccuracy, own.Scores.MeanAccuracy, own.Scores.MeanIou }.Select(Percent)]),
    ];

    /// <summary>IoU of each class that has a pixel or was given to one, in percent, output by output.</summary>
    public static IEnumerable<string[]> Classes(DenseFigures figures)
    {
        yield return ["IoU of class", "labelled pixels", .. figures.Segmentation.Select(own => own.Output)];
        for (int c = 0; c < figures.Classes.Count; c++)
        {
            if (figures.Segmentation.Any(own => !double.IsNaN(own.Scores.ClassIous[c])))
                yield return [figures.Classes[c], $"{figures.Segmentation[0].Pixels[c]}", .. figures.Segmentation.Select(own => Percent(own.Scores.ClassIous[c]))];
        }
    }

    /// <summary>Errors and distances of each output.</summary>
    public static IEnumerable<string[]> Translations(DenseFigures figures) =>
    [
        ["output", "MAE", "RMSE", .. Distances(figures)],
        .. figures.Translation.Select(own => (string[])[
            own.Output, Error(own.MeanAbsolute), Error(own.RootMeanSquared), .. figures.Features is null ? Array.Empty<string>() : [Distance(own.Frechet), Distance(own.Kernel)]]),
    ];

    /// <summary>What was exchanged, in percent of tokens or channels, by place and modality.</summary>
    public static IEnumerable<string[]> Exchanged(DenseFigures figures) =>
    [
        ["exchanged at", .. figures.Modalities],
        .. figures.Exchanged.Select(place => (string[])[place.Place, .. place.Shares.Select(FigureText.Percent)]),
    ];

    /// <summary>What the two distances are called.</summary>
    public static string[] Distances(DenseFigures figures) => figures.Features is null ? []
        : figures.IsInception ? ["FID", "KID x 100"] : [$"Fréchet distance ({figures.Features})", $"kernel distance x 100 ({figures.Features})"];

    private static string Percent(double value) => FigureText.Percent(value / 100);

    private static string Error(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Distance(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "n/a";
}
