using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Pictures;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Makes figures of stored results, on all cores. Other thresholds or another protocol need no new run of the network.</summary>
/// <param name="frames">of each pass; those that the store does not have are left out</param>
public sealed class RunEvaluation(IResultStore store, int frames, CancellationToken cancel = default)
{
    private readonly ParallelOptions _parallel = new() { CancellationToken = cancel };

    /// <param name="heads">names of the selections, in the order in which results hold them</param>
    /// <param name="repeats">passes over the split</param>
    /// <returns>one per selection</returns>
    public IReadOnlyList<HeadFigures> Detections(IReadOnlyList<string> heads, int repeats, EvaluationSettings settings)
    {
        DetectionFigures[][] passes = [.. Enumerable.Range(0, repeats).Select(repeat => Pass(heads.Count, repeat, settings))];
        return [.. heads.Select((name, head) => new HeadFigures(name, RepeatedFigures.Of([.. passes.Select(pass => pass[head])])))];
    }

    /// <summary>Of the first pass: nothing in a picture is drawn at random.</summary>
    public PictureFigures Pictures(PictureSettings settings)
    {
        var evaluator = new PictureEvaluator(settings);
        ForEach(repeat: 0, result =>
        {
            for (int view = 0; view < result.Pictures.Count; view++)
                evaluator.Add(result.Pictures.Count == 1 ? result.Id : $"{result.Id}/{view}", result.Pictures[view].Found, result.Pictures[view].Truth);
        });
        return evaluator.Evaluate();
    }

    private DetectionFigures[] Pass(int heads, int repeat, EvaluationSettings settings)
    {
        DetectionEvaluator[] evaluators = [.. Enumerable.Range(0, heads).Select(_ => new DetectionEvaluator(settings))];
        ForEach(repeat, result =>
        {
            for (int head = 0; head < heads; head++)
                evaluators[head].Add(SceneDetections.PerClass(result.Id, result.Heads[head], settings.Classes.Count), result.Truth);
        });
        return [.. evaluators.Select(evaluator => evaluator.Evaluate())];
    }

    private void ForEach(int repeat, Action<FrameResult> add) => Parallel.For(0, frames, _parallel, frame =>
    {
        if (store.Find(new(repeat, frame)) is { } result)
            add(result);
    });
}
