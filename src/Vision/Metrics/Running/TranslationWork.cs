using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>How views are translated and looked at.</summary>
/// <param name="Side">pixels that the shorter side of a view is brought to</param>
/// <param name="Form">of the pictures whose features are taken</param>
public sealed record TranslationLook(int Side, PictureForm Form)
{
    /// <summary>The generator stays in training; its dropout is drawn for each view from this seed. Null: in evaluation.</summary>
    public ulong? TrainingSeed { get; init; }

    /// <summary>The caller keeps it; null: errors alone are measured.</summary>
    public IPictureFeatures? Features { get; init; }
}

/// <summary>Views that are there in the domain to be made.</summary>
public sealed class TranslationWork : IFrameWork
{
    private readonly ITranslationDataset _data;
    private readonly IDensePredictor _predictor;
    private readonly DenseOptions _options;
    private readonly TranslationLook _look;
    private readonly TranslationDraw _draw;
    private readonly FrameBatch<TranslationSample, TranslationResult> _batch;

    /// <param name="predictor">the caller keeps it</param>
    public TranslationWork(ITranslationDataset data, IDensePredictor predictor, DenseOptions options, TranslationLook look)
    {
        (_data, _predictor, _options, _look) = (data, predictor, options with { MaxPixels = int.MaxValue }, look);
        _draw = new(predictor.Model.Modalities, predictor.Model.Description.Target!, Seed: 0) { Crop = look.Side };
        _batch = new(Ids, key => data.Draw(Ids[key.Frame], _draw), (samples, cancel) => DenseAnswers.OneByOne(samples, TranslateAsync, cancel), Measured);
    }

    public IReadOnlyList<string> Ids => _data.Ids;

    public Task<IReadOnlyList<FrameOutcome>> AnswerAsync(IReadOnlyList<FrameKey> frames, CancellationToken cancel) => _batch.AnswerAsync(frames, cancel);

    /// <summary>A view, and what the network makes of it, to be looked at.</summary>
    public async Task<(TranslationSample View, TranslationResult Result)> ShowAsync(string id, CancellationToken cancel)
    {
        TranslationSample sample = _data.Draw(id, _draw);
        return (sample, await TranslateAsync(sample, cancel).ConfigureAwait(false));
    }

    private Task<TranslationResult> TranslateAsync(TranslationSample sample, CancellationToken cancel)
    {
        DenseOptions options = _look.TrainingSeed is { } seed ? _options with { TrainingSeed = SeededRandom.For(sample.Id, seed).Next() >> 1 } : _options;
        return _predictor.TranslateAsync(sample, options, cancel);
    }

    private FrameResult Measured(FrameKey key, TranslationSample sample, TranslationResult result)
    {
        float[][] outputs = [.. result.Branches, result.Ensemble];
        Picture Shown(float[] planes) => TranslationPicture.Of(planes, sample.Height, sample.Width, _look.Form);
        return new(key, sample.Id)
        {
            Dense = new()
            {
                Errors = [.. outputs.Select(output => ErrorOf(output, sample.Target))],
                Features = _look.Features?.Describe([.. outputs.Append(sample.Target).Select(Shown)]) ?? [],
                Exchanged = DenseAnswers.Shares(result.Exchange),
            },
        };
    }

    private static PictureError ErrorOf(float[] output, float[] target)
    {
        var (absolute, squared) = new TranslationErrors().Add(output, target);
        return new(absolute, squared);
    }
}
