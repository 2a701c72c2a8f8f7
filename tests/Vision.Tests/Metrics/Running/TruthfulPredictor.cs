using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Tests.Metrics.Running;

/// <summary>A network that knows the truth: one candidate per true box. Its proposals lie beside it.</summary>
internal sealed class TruthfulPredictor(int classes) : IScenePredictor
{
    /// <summary>Scenes that it refuses.</summary>
    public HashSet<string> Refused { get; } = [];

    public Task<IReadOnlyList<ScenePrediction>> PredictAsync(IReadOnlyList<DetectionSample> samples, CancellationToken cancel)
    {
        if (samples.FirstOrDefault(sample => Refused.Contains(sample.Id)) is { } refused)
            throw new InvalidInputException($"{refused.Id}: a scene like this cannot be taken");
        return Task.FromResult<IReadOnlyList<ScenePrediction>>([.. samples.Select(sample => new ScenePrediction(new(
            Head("last_", sample, shift: 0).Concat(Head("proposal_", sample, shift: 10)).ToDictionary()), []))]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Dictionary<string, float[]> Head(string prefix, DetectionSample sample, float shift) => new()
    {
        [$"{prefix}center"] = [.. sample.Truth.SelectMany(t => new[] { (float)t.Box.Centre.X + shift, (float)t.Box.Centre.Y, (float)t.Box.Centre.Z })],
        [$"{prefix}objectness_scores"] = [.. sample.Truth.Select(_ => 10f)],
        [$"{prefix}heading_scores"] = [.. sample.Truth.Select(_ => 0f)],
        [$"{prefix}heading_residuals"] = [.. sample.Truth.Select(_ => 0f)],
        [$"{prefix}sem_cls_scores"] = [.. sample.Truth.SelectMany(t => Enumerable.Range(0, classes).Select(c => c == t.Class ? 9f : 0f))],
        [$"{prefix}pred_size"] = [.. sample.Truth.SelectMany(t => new[] { (float)t.Box.Size.X, (float)t.Box.Size.Y, (float)t.Box.Size.Z })],
    };
}
