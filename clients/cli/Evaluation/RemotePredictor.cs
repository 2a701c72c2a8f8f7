using System.Diagnostics;
using System.Runtime.InteropServices;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree.Decoding;
using Grpc.Core;

namespace Fuse3D.Cli.Evaluation;

/// <summary>How a service is asked.</summary>
/// <param name="Timeout">for one answer</param>
/// <param name="Patience">how long a frame is sent again while the service cannot be reached</param>
/// <param name="Say">gets a line when the service is lost</param>
internal sealed record RemoteOptions(TimeSpan Timeout, TimeSpan Patience, Action<string> Say);

/// <summary>Shows samples to a service, as they are: it sees exactly the points and planes that were drawn here.</summary>
/// <param name="client">owned</param>
/// <param name="asked">of every frame</param>
internal sealed class RemotePredictor(DetectorClient client, DetectOptions asked, RemoteOptions remote) : IScenePredictor, IPicturePredictor
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(3);

    private int _lost;

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

    private async Task<DetectReply> AskAsync(DetectRequest request, CancellationToken cancel)
    {
        long lostAt = 0;
        for (TimeSpan pause = FirstPause; ; pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks)))
        {
            try
            {
                DetectReply reply = await client.DetectAsync(request, cancel);
                if (Interlocked.Exchange(ref _lost, 0) == 1)
                    remote.Say("the service answers again");
                return reply;
            }
            catch (RpcException) when (cancel.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancel);
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument or StatusCode.Internal or StatusCode.OutOfRange)
            {
                throw new InvalidInputException($"{e.StatusCode}: {e.Status.Detail}", "frame", e);
            }
            catch (RpcException e) when (MayPass(e.StatusCode))
            {
                lostAt = lostAt == 0 ? Stopwatch.GetTimestamp() : lostAt;
                if (Stopwatch.GetElapsedTime(lostAt) >= remote.Patience)
                    throw new CommandFailure($"the service did not answer for {remote.Patience.TotalSeconds:0.#} s: {e.StatusCode}: {e.Status.Detail}");
                if (e.StatusCode != StatusCode.ResourceExhausted && Interlocked.Exchange(ref _lost, 1) == 0)
                    remote.Say($"the service does not answer ({e.StatusCode}: {e.Status.Detail}); trying again for {remote.Patience.TotalSeconds:0.#} s");
            }

            await Task.Delay(pause, cancel);
        }
    }

    /// <summary>What an answer's raw heads hold.</summary>
    public static ScenePrediction Prediction(DetectReply reply, int views) => new(Named(reply), Pictures(reply, views));

    private static bool MayPass(StatusCode code) =>
        code is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.Cancelled;

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
