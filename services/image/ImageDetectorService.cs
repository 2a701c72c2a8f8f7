using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;
using static TorchSharp.torch;
using ImageHeads = Fuse3D.Vision.Fusion.ImageHeads;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Image;

/// <summary>Finds objects in pictures, alone or as the image branch of a fusion service.</summary>
public sealed class ImageDetectorService(
    ImageModel model, ImageExchange exchange, FrameGate gate, FrameStreams frames, BranchSession session, HostingOptions options)
    : ImageDetector.ImageDetectorBase
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
        ImageFrame frame = stages.Run("read", () => Wire.Read(request, model));
        using Tensor views = tensor(frame.Planes, [frame.Pictures.Count, 3, frame.Size.Height, frame.Size.Width]);
        await using IImageSession images = await model.Branch.BeginAsync(views, stages.Cancel);
        using ImageHeads heads = await stages.RunAsync("image", () => images.FinishAsync(stages.Cancel));
        return stages.Run("postprocess", () => Wire.ToReply(request, frame, model, heads));
    }
}
