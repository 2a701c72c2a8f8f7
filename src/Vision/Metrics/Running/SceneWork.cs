using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Scenes with 3D boxes, and pictures where the network sees them.</summary>
public sealed class SceneWork : IFrameWork
{
    private readonly IReadOnlyList<HeadSelection> _heads;
    private readonly BoxDecoder _decoder;
    private readonly FrameBatch<DetectionSample, ScenePrediction> _batch;

    /// <param name="draw">how points and pictures are made; its seed is that of the first pass, later ones add their number</param>
    /// <param name="heads">what boxes are read from, each selection by itself</param>
    /// <param name="decoder">of the network's classes</param>
    public SceneWork(IDetectionDataset data, IScenePredictor predictor, SampleDraw draw, IReadOnlyList<HeadSelection> heads, BoxDecoder decoder)
    {
        (Ids, _heads, _decoder) = (data.Ids, heads, decoder);
        _batch = new(Ids, key => data.Draw(Ids[key.Frame], draw with { Seed = draw.Seed + (ulong)key.Repeat }), predictor.PredictAsync, Decode);
    }

    public IReadOnlyList<string> Ids { get; }

    public Task<IReadOnlyList<FrameOutcome>> AnswerAsync(IReadOnlyList<FrameKey> frames, CancellationToken cancel) => _batch.AnswerAsync(frames, cancel);

    private FrameResult Decode(FrameKey key, DetectionSample sample, ScenePrediction prediction)
    {
        float[] xyz = Positions(sample);
        return new(key, sample.Id)
        {
            Truth = sample.Truth,
            Heads = [.. _heads.Select(head => _decoder.Decode(prediction.Points.Of(head), xyz))],
            Pictures = [.. prediction.Pictures.Zip(sample.Views, (found, view) =>
                new PictureResult(PictureDecoding.Truth(view.Targets, view.Size), PictureDecoding.Decode(found, view.Size)))],
        };
    }

    private static float[] Positions(DetectionSample sample)
    {
        int width = sample.Points.Length / sample.PointCount;
        if (width == 3)
            return sample.Points;
        float[] xyz = new float[3 * sample.PointCount];
        for (int i = 0; i < sample.PointCount; i++)
            sample.Points.AsSpan(i * width, 3).CopyTo(xyz.AsSpan(3 * i));
        return xyz;
    }
}
