using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>The branches of this process as services run them: the same numbers, bit for bit.</summary>
/// <remarks>A service answers frame by frame, and so does this; several calls at a time keep reading, network and decoding busy together.</remarks>
/// <param name="points">owned</param>
/// <param name="image">owned; null: points alone</param>
/// <param name="fusion">owned; null: the branches share nothing</param>
public sealed class BranchPredictor(IPointBranch points, IImageBranch? image = null, IFusionHead? fusion = null) : IScenePredictor
{
    public async Task<IReadOnlyList<ScenePrediction>> PredictAsync(IReadOnlyList<DetectionSample> samples, CancellationToken cancel)
    {
        List<ScenePrediction> predictions = new(samples.Count);
        foreach (DetectionSample sample in samples)
        {
            using Tensor cloud = tensor(sample.Points, [sample.PointCount, sample.Points.Length / sample.PointCount]);
            predictions.Add(sample.Views.Count == 0 || image is null
                ? await AloneAsync(cloud, cancel).ConfigureAwait(false)
                : await FusedAsync(cloud, sample.Views, cancel).ConfigureAwait(false));
        }

        return predictions;
    }

    public async ValueTask DisposeAsync()
    {
        await points.DisposeAsync().ConfigureAwait(false);
        if (image is not null)
            await image.DisposeAsync().ConfigureAwait(false);
        fusion?.Dispose();
    }

    private async Task<ScenePrediction> AloneAsync(Tensor cloud, CancellationToken cancel)
    {
        await using IPointSession session = await points.BeginAsync(cloud, cancel).ConfigureAwait(false);
        using PointHeads heads = await session.DecodeAsync(null, cancel).ConfigureAwait(false);
        return new(Named(heads), []);
    }

    private async Task<ScenePrediction> FusedAsync(Tensor cloud, IReadOnlyList<SampleView> views, CancellationToken cancel)
    {
        var detector = new FusedDetector(points, image, fusion) { ImageTimeout = Timeout.InfiniteTimeSpan };
        using Tensor planes = Planes(views);
        PointProjection[] projections = [.. views.Select(SceneTensors.Projection)];
        using FusedFrame frame = await detector.DetectAsync(cloud, planes, seeds => PatchMap.Project(seeds, projections), cancel).ConfigureAwait(false);
        return frame.Missing is null
            ? new(Named(frame.Points), Of(frame.Image!))
            : throw new BranchUnavailableException("image", frame.Missing);
    }

    private static NamedHeads Named(PointHeads heads) =>
        new(heads.Outputs.Where(output => NamedHeads.Reads(output.Key)).ToDictionary(output => output.Key, output => output.Value.ToFloats()));

    private static Tensor Planes(IReadOnlyList<SampleView> views) =>
        TensorValues.Stack(views.Select(view => view.Planes), views.Count, 3, views[0].Size.Height, views[0].Size.Width);

    /// <summary>Outputs of all views, one by one.</summary>
    internal static PicturePrediction[] Of(ImageHeads heads)
    {
        int views = (int)heads.Logits.shape[0];
        float[] logits = heads.Logits.ToFloats(), boxes = heads.Boxes.ToFloats();
        return [.. logits.Chunk(logits.Length / views).Zip(boxes.Chunk(boxes.Length / views), (own, box) => new PicturePrediction(own, box))];
    }
}
