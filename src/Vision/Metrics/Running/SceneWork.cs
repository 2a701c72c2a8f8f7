using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Scenes with 3D boxes, and pictures where the network sees them.</summary>
public sealed class SceneWork : IFrameWork
{
    private readonly FrameBatch<DetectionSample, ScenePrediction> _batch;

    /// <param name="draw">how points and pictures are made; its seed is that of the first pass, later ones add their number</param>
    /// <param name="results">decodes what the network puts out</param>
    public SceneWork(IDetectionDataset data, IScenePredictor predictor, SampleDraw draw, SceneResults results)
    {
        Ids = data.Ids;
        _batch = new(Ids, key => data.Draw(Ids[key.Frame], draw with { Seed = draw.Seed + (ulong)key.Repeat }), predictor.PredictAsync, results.Of);
    }

    public IReadOnlyList<string> Ids { get; }

    public Task<IReadOnlyList<FrameOutcome>> AnswerAsync(IReadOnlyList<FrameKey> frames, CancellationToken cancel) => _batch.AnswerAsync(frames, cancel);
}
