namespace Fuse3D.Vision.Metrics.Detections;

/// <summary>A part of an evaluation: to be stored, resumed from, and put together with other parts.</summary>
/// <param name="Scenes">by ascending id</param>
public sealed record EvaluationShard(EvaluationSettings Settings, IReadOnlyList<SceneOutcome> Scenes);
