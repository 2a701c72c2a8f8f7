using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.TokenFusion;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>Networks in the form that trains, whole batches at a time, as they are at the moment; on any device.</summary>
/// <remarks>The network is put into evaluation mode for each batch and left in the mode that it was in. Batches run one after the other.</remarks>
public sealed class NetworkPredictor : IScenePredictor
{
    private readonly EvaluatedModule _network;
    private readonly Func<IReadOnlyList<DetectionSample>, Dictionary<string, Tensor>> _forward;

    private NetworkPredictor(nn.Module network, Device device, Func<IReadOnlyList<DetectionSample>, Dictionary<string, Tensor>> forward) =>
        (_network, _forward) = (new(network, device), forward);

    /// <param name="network">the caller keeps it, on <paramref name="device"/></param>
    public static NetworkPredictor Of(GroupFreeNetwork network, Device device) => new(network, device, samples => network.call(SceneTensors.Clouds(samples, device)));

    /// <inheritdoc cref="Of(GroupFreeNetwork, Device)"/>
    public static NetworkPredictor Of(TokenFusionNetwork network, Device device) => new(network, device, samples =>
        network.call(SceneTensors.Clouds(samples, device), SceneTensors.Views(samples, device), seeds => SceneTensors.Patches(seeds, samples)));

    public async Task<IReadOnlyList<ScenePrediction>> PredictAsync(IReadOnlyList<DetectionSample> samples, CancellationToken cancel)
    {
        // Scenes of one batch have the same number of pictures.
        var batches = samples.Select((sample, index) => (Sample: sample, Index: index)).GroupBy(scene => scene.Sample.Views.Count);
        var predictions = new ScenePrediction[samples.Count];
        foreach (var batch in batches)
        {
            DetectionSample[] scenes = [.. batch.Select(scene => scene.Sample)];
            ScenePrediction[] found = await _network.AskAsync(() => Split(_forward(scenes), scenes.Length, scenes[0].Views.Count), cancel).ConfigureAwait(false);
            foreach (var (scene, prediction) in batch.Zip(found))
                predictions[scene.Index] = prediction;
        }

        return predictions;
    }

    public ValueTask DisposeAsync()
    {
        _network.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ScenePrediction[] Split(Dictionary<string, Tensor> outputs, int scenes, int views)
    {
        var heads = outputs.Where(output => NamedHeads.Reads(output.Key)).ToDictionary(output => output.Key, output => Rows(output.Value, scenes));
        PicturePrediction[] pictures = outputs.TryGetValue("pred_logits2d", out Tensor? logits)
            ? [.. Rows(logits, scenes * views).Zip(Rows(outputs["pred_boxes2d"], scenes * views), (own, boxes) => new PicturePrediction(own, boxes))]
            : [];
        return [.. Enumerable.Range(0, scenes).Select(scene => new ScenePrediction(
            new(heads.ToDictionary(head => head.Key, head => head.Value[scene])),
            pictures.Length == 0 ? [] : pictures[(scene * views)..((scene + 1) * views)]))];
    }

    private static float[][] Rows(Tensor values, int count)
    {
        float[] all = values.ToFloats();
        return [.. all.Chunk(Math.Max(1, all.Length / count))];
    }
}
