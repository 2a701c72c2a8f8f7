using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Makes figures of stored results. Other thresholds or another protocol need no new run of the network.</summary>
public static class RunEvaluation
{
    /// <param name="heads">names of the selections, in the order in which results hold them</param>
    /// <param name="frames">of each pass</param>
    /// <returns>one per selection; frames that are not in the store are left out</returns>
    public static IReadOnlyList<HeadFigures> Detections(
        IResultStore store, IReadOnlyList<string> heads, int frames, int repeats, EvaluationSettings settings, CancellationToken cancel)
    {
        var passes = new List<DetectionFigures>[heads.Count];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            DetectionEvaluator[] evaluators = [.. heads.Select(_ => new DetectionEvaluator(settings))];
            var options = new ParallelOptions { CancellationToken = cancel };
            Parallel.For(0, frames, options, frame =>
            {
                if (store.Find(new(repeat, frame)) is not { } result)
                    return;
                for (int head = 0; head < evaluators.Length; head++)
                    evaluators[head].Add(SceneDetections.PerClass(result.Id, result.Heads[head], settings.Classes.Count), result.Truth);
            });
            for (int head = 0; head < evaluators.Length; head++)
                (passes[head] ??= []).Add(evaluators[head].Evaluate());
        }

        return [.. heads.Zip(passes, (name, own) => new HeadFigures(name, own))];
    }
}
