using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Raw outputs of a network for one scene.</summary>
/// <param name="Pictures">one per view; none where pictures take no part</param>
public sealed record ScenePrediction(NamedHeads Points, IReadOnlyList<PicturePrediction> Pictures);

/// <summary>Raw outputs of a network for one picture.</summary>
/// <param name="Logits">[Q, classes + 1]; the last class is "no object"</param>
/// <param name="Boxes">[Q, 4] centre x, centre y, width, height in parts of the picture</param>
public sealed record PicturePrediction(float[] Logits, float[] Boxes)
{
    public int Queries => Boxes.Length / 4;
}

/// <summary>A network that scenes are shown to: in this process, or behind a service. Thread-safe.</summary>
public interface IScenePredictor : IAsyncDisposable
{
    /// <returns>one per sample, in their order</returns>
    /// <exception cref="InvalidInputException">the network cannot take a sample: that frame fails, the run goes on</exception>
    Task<IReadOnlyList<ScenePrediction>> PredictAsync(IReadOnlyList<DetectionSample> samples, CancellationToken cancel);
}

/// <summary>A network that pictures are shown to: in this process, or behind a service. Thread-safe.</summary>
public interface IPicturePredictor : IAsyncDisposable
{
    /// <inheritdoc cref="IScenePredictor.PredictAsync"/>
    Task<IReadOnlyList<PicturePrediction>> PredictAsync(IReadOnlyList<PictureSample> samples, CancellationToken cancel);
}
