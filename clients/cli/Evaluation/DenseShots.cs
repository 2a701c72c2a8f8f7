using System.Globalization;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Metrics.Reports;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Draws the frames in which a network did best and worst: inputs and truth, what each branch and the ensemble say, what was exchanged.</summary>
/// <param name="folder">made where a frame is drawn</param>
/// <param name="count">of each kind</param>
internal sealed class DenseShots(IFrameWork work, string folder, int count)
{
    /// <param name="ranked">frames from the best to the worst</param>
    public async Task<IReadOnlyList<ReportShot>> WriteAsync(IReadOnlyList<(string Id, double Score)> ranked, CancellationToken cancel)
    {
        if (count == 0)
            return [];
        Directory.CreateDirectory(folder);
        List<ReportShot> shots = [];
        foreach (var (id, score) in ranked.Take(count))
            shots.Add(await WriteAsync("best", id, score, cancel));
        foreach (var (id, score) in ranked.Skip(Math.Max(count, ranked.Count - count)))
            shots.Add(await WriteAsync("worst", id, score, cancel));
        return shots;
    }

    private async Task<ReportShot> WriteAsync(string kind, string id, double score, CancellationToken cancel)
    {
        var (picture, says) = work is SegmentationWork segmentation ? await SegmentationAsync(segmentation, id, cancel) : await TranslationAsync((TranslationWork)work, id, cancel);
        byte[] png = PictureFile.EncodePng(picture);
        await File.WriteAllBytesAsync(Path.Combine(folder, $"{kind}_{id}.png"), png, cancel);
        string figure = work is SegmentationWork
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * score:0.0} % of its pixels right")
            : string.Create(CultureInfo.InvariantCulture, $"MAE {-score:0.0000}");
        return new(id, $"{kind}, {figure}; {says}", png);
    }

    private static async Task<(Picture Picture, string Says)> SegmentationAsync(SegmentationWork work, string id, CancellationToken cancel)
    {
        var (frame, result) = await work.ShowAsync(id, cancel);
        var (masks, says) = Exchanged(result.Exchange);
        return (SideBySide.Segmentation(frame, result.Branches, result.Ensemble, masks), $"inputs and truth; branches and ensemble{says}");
    }

    private static async Task<(Picture Picture, string Says)> TranslationAsync(TranslationWork work, string id, CancellationToken cancel)
    {
        var (view, result) = await work.ShowAsync(id, cancel);
        var (masks, says) = Exchanged(result.Exchange);
        return (SideBySide.Translation(view, result.Branches, result.Ensemble, masks), $"inputs and target; branches and ensemble{says}");
    }

    // The place where most tokens were exchanged; channels have no place in the picture.
    private static (IReadOnlyList<ExchangeMask>? Masks, string Says) Exchanged(IReadOnlyList<ExchangedPlace> places)
    {
        ExchangedPlace? most = places.Where(place => place.Masks.All(mask => mask.Rows > 1 && mask.Exchanged.Length > 0)).MaxBy(place => place.Masks.Average(mask => mask.Share));
        return most is null
            ? (null, "")
            : (most.Masks, string.Create(CultureInfo.InvariantCulture, $"; red: exchanged at {most.Place}, {string.Join(" and ", most.Masks.Select(mask => $"{100 * mask.Share:0} %"))}"));
    }
}
