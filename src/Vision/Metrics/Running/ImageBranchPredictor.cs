using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>The image branch of this process as a service runs it.</summary>
/// <param name="image">owned</param>
public sealed class ImageBranchPredictor(IImageBranch image) : IPicturePredictor
{
    public async Task<IReadOnlyList<PicturePrediction>> PredictAsync(IReadOnlyList<PictureSample> samples, CancellationToken cancel)
    {
        List<PicturePrediction> predictions = new(samples.Count);
        foreach (PictureSample sample in samples)
        {
            using Tensor planes = tensor(sample.Planes, [1, 3, sample.Size.Height, sample.Size.Width]);
            await using IImageSession session = await image.BeginAsync(planes, cancel).ConfigureAwait(false);
            using ImageHeads heads = await session.FinishAsync(cancel).ConfigureAwait(false);
            predictions.AddRange(BranchPredictor.Of(heads));
        }

        return predictions;
    }

    public ValueTask DisposeAsync() => image.DisposeAsync();
}
