using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.Yolos;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>A picture network in the form that trains; pictures of one size at a time. As <see cref="NetworkPredictor"/>.</summary>
/// <param name="network">the caller keeps it, on <paramref name="device"/></param>
public sealed class PictureNetworkPredictor(YolosNetwork network, Device device) : IPicturePredictor
{
    private readonly EvaluatedModule _network = new(network, device);

    public async Task<IReadOnlyList<PicturePrediction>> PredictAsync(IReadOnlyList<PictureSample> samples, CancellationToken cancel)
    {
        var predictions = new PicturePrediction[samples.Count];
        foreach (var batch in samples.Select((sample, index) => (Sample: sample, Index: index)).GroupBy(picture => picture.Sample.Size))
        {
            PictureSample[] pictures = [.. batch.Select(picture => picture.Sample)];
            PicturePrediction[] found = await _network.AskAsync(() => Predict(pictures, batch.Key), cancel).ConfigureAwait(false);
            foreach (var (picture, prediction) in batch.Zip(found))
                predictions[picture.Index] = prediction;
        }

        return predictions;
    }

    public ValueTask DisposeAsync()
    {
        _network.Dispose();
        return ValueTask.CompletedTask;
    }

    private PicturePrediction[] Predict(PictureSample[] pictures, PictureSize size)
    {
        Tensor planes = TensorValues.Stack(pictures.Select(picture => picture.Planes), pictures.Length, 3, size.Height, size.Width).to(device);
        var (logits, boxes) = network.call(planes);
        return BranchPredictor.Of(new(logits, boxes));
    }
}
