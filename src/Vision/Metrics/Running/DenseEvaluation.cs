using Fuse3D.Vision.Metrics.Dense;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Makes figures of stored results of segmentation or translation.</summary>
/// <param name="frames">those that the store does not have are left out</param>
/// <param name="outputs">names of the branches, then the ensemble's</param>
public sealed class DenseEvaluation(IResultStore store, int frames, IReadOnlyList<string> outputs, CancellationToken cancel = default)
{
    /// <param name="classes">names of the network's classes</param>
    public IReadOnlyList<SegmentationFigures> Segmentation(IReadOnlyList<string> classes)
    {
        ConfusionMatrix[] matrices = [.. outputs.Select(_ => new ConfusionMatrix(classes.Count))];
        foreach (var (_, frame) in Frames())
        {
            foreach (var (matrix, counts) in matrices.Zip(frame.Labels))
            {
                foreach (LabelCount count in counts)
                    matrix.Add(count);
            }
        }

        return [.. outputs.Zip(matrices, (name, matrix) => new SegmentationFigures(
            name, SegmentationScores.Of(matrix), [.. Enumerable.Range(0, classes.Count).Select(truth => Enumerable.Range(0, classes.Count).Sum(found => matrix[truth, found]))]))];
    }

    public IReadOnlyList<TranslationFigures> Translation(KernelDraws draws)
    {
        TranslationErrors[] errors = [.. outputs.Select(_ => new TranslationErrors())];
        List<float[]>[] features = [.. outputs.Append("target").Select(_ => new List<float[]>())];
        foreach (var (_, frame) in Frames())
        {
            foreach (var (sum, error) in errors.Zip(frame.Errors))
                sum.Add(error.Absolute, error.Squared);
            foreach (var (rows, row) in features.Zip(frame.Features))
                rows.Add(row);
        }

        FeatureSet? target = features[^1].Count > 1 ? FeatureSet.Of(features[^1]) : null;
        return [.. outputs.Select((name, i) =>
        {
            FeatureSet? own = target is null ? null : FeatureSet.Of(features[i]);
            cancel.ThrowIfCancellationRequested();
            return new TranslationFigures(
                name, errors[i].MeanAbsolute, errors[i].RootMeanSquared, own is null ? null : FrechetDistance.Between(own, target!),
                own is null ? null : KernelDistance.Between(own, target!, draws).MeanTimes100);
        })];
    }

    /// <summary>Place by place, the mean over frames.</summary>
    public IReadOnlyList<ExchangedShare> Exchanged()
    {
        ExchangedShare[][] all = [.. Frames().Select(entry => entry.Frame.Exchanged.ToArray()).Where(places => places.Length > 0)];
        return all.Length == 0 ? [] : [.. all[0].Select((place, p) => new ExchangedShare(
            place.Place, [.. place.Shares.Select((_, m) => all.Average(places => places[p].Shares[m]))]))];
    }

    /// <summary>How well the last output did, frame by frame: the share 0..1 of its labelled pixels that are right, or its mean error with a minus.</summary>
    public IReadOnlyList<(string Id, double Score)> Ranked() =>
    [
        .. Frames().Select(entry => (entry.Id, entry.Frame.Errors.Count > 0 ? -entry.Frame.Errors[^1].Absolute : Right(entry.Frame.Labels[^1])))
            .OrderByDescending(entry => entry.Item2).ThenBy(entry => entry.Id, StringComparer.Ordinal),
    ];

    private static double Right(LabelCount[] counts) =>
        (double)counts.Where(count => count.Truth == count.Predicted).Sum(count => count.Pixels) / Math.Max(1, counts.Sum(count => count.Pixels));

    private IEnumerable<(string Id, DenseFrame Frame)> Frames()
    {
        for (int frame = 0; frame < frames; frame++)
        {
            cancel.ThrowIfCancellationRequested();
            if (store.Find(new(0, frame)) is { Dense: { } dense } result)
                yield return (result.Id, dense);
        }
    }
}
