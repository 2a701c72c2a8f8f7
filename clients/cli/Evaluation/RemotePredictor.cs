using System.Runtime.InteropServices;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Cli.Evaluation;

/// <summary>Shows samples to a service, as they are: it sees exactly the points and planes that were drawn here.</summary>
/// <param name="client">owned</param>
/// <param name="asked">of every frame</param>
internal sealed class RemotePredictor(DetectorClient client, DetectOptions asked, PatientCalls calls) : IScenePredictor, IPicturePredictor
{
    public async Task<IReadOnlyList<ScenePrediction>> PredictAsync(IReadOnlyList<DetectionSample> samples, CancellationToken cancel)
    {
        DetectReply[] replies = await Task.WhenAll(samples.Select(sample => AskAsync(SampleRequest.Of(sample, asked), cancel)));
        return [.. replies.Select((reply, i) => Prediction(reply, samples[i].Views.Count))];
    }

    public async Task<IReadOnlyList<PicturePrediction>> PredictAsync(IReadOnlyList<PictureSample> samples, CancellationToken cancel)
    {
        DetectReply[] replies = await Task.WhenAll(samples.Select(sample => AskAsync(SampleRequest.Of(sample, asked), cancel)));
        return [.. replies.Select(reply => Pictures(reply, views: 1)[0])];
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<DetectReply> AskAsync(DetectRequest request, CancellationToken cancel) => calls.AskAsync(token => client.DetectAsync(request, token), cancel);

    /// <summary>What an answer's raw heads hold.</summary>
    public static ScenePrediction Prediction(DetectReply reply, int views) => new(Named(reply), Pictures(reply, views));

    private static NamedHeads Named(DetectReply reply) =>
        new(reply.RawHeads.Where(head => NamedHeads.Reads(head.Name)).ToDictionary(head => head.Name, Values));

    private static PicturePrediction[] Pictures(DetectReply reply, int views)
    {
        if (views == 0 || reply.RawHeads.FirstOrDefault(head => head.Name == "pred_logits2d") is not { } logits)
            return [];
        float[] boxes = Values(reply.RawHeads.First(head => head.Name == "pred_boxes2d")), all = Values(logits);
        return [.. all.Chunk(all.Length / views).Zip(boxes.Chunk(boxes.Length / views), (own, box) => new PicturePrediction(own, box))];
    }

    private static float[] Values(NamedTensor head) => head.Tensor is { Dtype: DataType.Float32, StorageCase: Tensor.StorageOneofCase.Inline } tensor
        ? MemoryMarshal.Cast<byte, float>(tensor.Inline.Span).ToArray()
        : throw new InvalidInputException($"the service's output {head.Name} is {head.Tensor?.Dtype} ({head.Tensor?.StorageCase}), not float32", "frame");
}
