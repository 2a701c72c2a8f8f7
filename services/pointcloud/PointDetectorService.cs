using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;
using static TorchSharp.torch;
using PointHeads = Fuse3D.Vision.Fusion.PointHeads;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.PointCloud;

/// <summary>Finds objects in clouds, alone or as the point branch of a fusion service.</summary>
public sealed class PointDetectorService(
    PointModel model, PointExchange exchange, FrameGate gate, FrameStreams frames, BranchSession session, HostingOptions options)
    : PointDetector.PointDetectorBase
{
    public override Task<DetectReply> Detect(DetectRequest request, ServerCallContext context) => frames.AnswerAsync(request, Answer, context);

    public override Task DetectStream(
        IAsyncStreamReader<DetectRequest> requestStream, IServerStreamWriter<DetectReply> responseStream, ServerCallContext context) =>
        frames.RunAsync(requestStream, responseStream, Answer, context);

    public override Task<GetInfoReply> GetInfo(GetInfoRequest request, ServerCallContext context) =>
        Task.FromResult(Wire.Info(request, model, gate, options));

    public override Task Exchange(
        IAsyncStreamReader<ExchangeRequest> requestStream, IServerStreamWriter<ExchangeReply> responseStream, ServerCallContext context) =>
        session.RunAsync(exchange.Introduce, requestStream, responseStream, exchange.AnswerAsync, context.CancellationToken);

    private async Task<DetectReply> Answer(DetectRequest request, FrameStages stages)
    {
        using IDisposable turn = await stages.RunAsync("queue", () => gate.EnterAsync(stages.Cancel));   // first: a frame that waits is not yet unpacked
        PointFrame frame = stages.Run("read", () => Wire.Read(request, model));
        using Tensor cloud = tensor(frame.Cloud, [model.Points, 3 + model.PointFeatures]);
        await using IPointSession points = await stages.RunAsync("points.backbone", () => model.Branch.BeginAsync(cloud, stages.Cancel));
        using PointHeads heads = await stages.RunAsync("points.decode", () => points.DecodeAsync(null, stages.Cancel));
        return stages.Run("postprocess", () => Wire.ToReply(request, frame, model, heads));
    }
}
