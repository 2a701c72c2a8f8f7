using Fuse3D.Vision.Data;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Pictures with 2D boxes. Nothing about them is drawn at random, so further passes say the same.</summary>
public sealed class PictureWork(IPictureDataset data, IPicturePredictor predictor, ViewInput view) : IFrameWork
{
    private readonly FrameBatch<PictureSample, PicturePrediction> _batch = new(
        data.Ids, key => data.Draw(data.Ids[key.Frame], new PictureDraw(view, Seed: 0)), predictor.PredictAsync, Decode);

    public IReadOnlyList<string> Ids => data.Ids;

    public Task<IReadOnlyList<FrameOutcome>> AnswerAsync(IReadOnlyList<FrameKey> frames, CancellationToken cancel) => _batch.AnswerAsync(frames, cancel);

    private static FrameResult Decode(FrameKey key, PictureSample sample, PicturePrediction prediction) => new(key, sample.Id)
    {
        Pictures = [new(sample.Truth, PictureDecoding.Decode(prediction, sample.Stored))],
    };
}
