using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Frames whose every pixel has a class.</summary>
public sealed class SegmentationWork : IFrameWork
{
    private readonly ISegmentationDataset _data;
    private readonly IDensePredictor _predictor;
    private readonly DenseOptions _options;
    private readonly int[] _places;
    private readonly FrameBatch<SegmentationFrame, SegmentationResult> _batch;

    /// <param name="predictor">the caller keeps it</param>
    /// <exception cref="InvalidInputException">the data lacks a modality, has it in another form, or has other classes than the network</exception>
    public SegmentationWork(ISegmentationDataset data, IDensePredictor predictor, DenseOptions options)
    {
        (_data, _predictor, _options) = (data, predictor, options with { MaxPixels = int.MaxValue });
        if (!data.ClassNames.SequenceEqual(predictor.Model.Labels))
        {
            throw new InvalidInputException(
                $"data set {data.Name} has the classes {string.Join(", ", data.ClassNames)}; the network knows {string.Join(", ", predictor.Model.Labels)}", "data.layout");
        }

        _places = ModalityPlaces.Of(data, predictor.Model.Forms());
        _batch = new(Ids, key => data.Read(Ids[key.Frame]), (frames, cancel) => DenseAnswers.OneByOne(frames, SegmentAsync, cancel), Counted);
    }

    public IReadOnlyList<string> Ids => _data.Ids;

    public Task<IReadOnlyList<FrameOutcome>> AnswerAsync(IReadOnlyList<FrameKey> frames, CancellationToken cancel) => _batch.AnswerAsync(frames, cancel);

    /// <summary>A frame, and what the network says of it, to be looked at.</summary>
    /// <returns>the frame with the network's modalities, in its order</returns>
    public async Task<(SegmentationFrame Frame, SegmentationResult Result)> ShowAsync(string id, CancellationToken cancel)
    {
        SegmentationFrame frame = _data.Read(id);
        SegmentationResult result = await SegmentAsync(frame, cancel).ConfigureAwait(false);
        return (frame with { Modalities = [.. _places.Select(place => frame.Modalities[place])] }, result);
    }

    private Task<SegmentationResult> SegmentAsync(SegmentationFrame frame, CancellationToken cancel) =>
        _predictor.SegmentAsync([.. _places.Select(place => frame.Modalities[place])], _options, cancel);

    private FrameResult Counted(FrameKey key, SegmentationFrame frame, SegmentationResult result) => new(key, frame.Id)
    {
        Dense = new()
        {
            Labels = [.. result.Branches.Append(result.Ensemble).Select(labels => Counts(frame.Labels.Values, labels))],
            Exchanged = DenseAnswers.Shares(result.Exchange),
        },
    };

    private LabelCount[] Counts(byte[] truth, byte[] found)
    {
        var matrix = new ConfusionMatrix(_data.ClassNames.Count);
        matrix.Add(truth, found);
        return matrix.Occupied();
    }
}
