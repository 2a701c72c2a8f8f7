using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.Services.Fusion.Branches;
using Fuse3D.Services.Fusion.Labels;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Fusion;

/// <summary>Finds objects in points and pictures together; its branches may be in this process or in others.</summary>
internal sealed class FusionService(
    FusionModel model, BranchSet branches, ViewLabeller labeller, FrameGate gate, FrameStreams frames, FrameMetrics metrics, HostingOptions options) : V1.Fusion.FusionBase
{
    public override Task<DetectReply> Detect(DetectRequest request, ServerCallContext context) => frames.AnswerAsync(request, Answer, context);

    public override Task DetectStream(
        IAsyncStreamReader<DetectRequest> requestStream, IServerStreamWriter<DetectReply> responseStream, ServerCallContext context) =>
        frames.RunAsync(requestStream, responseStream, Answer, context);

    public override Task<GetInfoReply> GetInfo(GetInfoRequest request, ServerCallContext context) =>
        Task.FromResult(Wire.Info(request, model, branches, labeller, gate, options));

    private async Task<DetectReply> Answer(DetectRequest request, FrameStages stages)
    {
        bool labelled = request.Options?.IncludeSegmentation == true;
        if (labelled)
            labeller.Require();
        using IDisposable turn = await stages.RunAsync("queue", () => gate.EnterAsync(stages.Cancel));   // first: a frame that waits is not yet unpacked
        FusionInput input = stages.Run("read", () => Wire.Read(request, model));
        using Tensor cloud = tensor(input.Cloud, [model.Points.Points, 3 + model.Points.Features]);
        using Tensor? views = input.Planes is null ? null : tensor(input.Planes, [input.Views.Count, 3, model.Picture.Height, model.Picture.Width]);
        bool inlineOnly = request.Options?.InlineOnly == true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stages.Cancel);
        Task<LabelledViews>? labels = labelled ? labeller.LabelAsync(request, input.Views, stages, stop.Token) : null;
        try
        {
            return await Detect(request, input, cloud, views, labels, inlineOnly, stages);
        }
        catch (FrameLostException) when (!inlineOnly)
        {
            return await Detect(request, input, cloud, views, labels, inlineOnly: true, stages);   // a slot was used again: bytes in messages cannot be
        }
        finally
        {
            await stop.CancelAsync();       // a frame that failed needs no labels
        }
    }

    private async Task<DetectReply> Detect(
        DetectRequest request, FusionInput input, Tensor cloud, Tensor? views, Task<LabelledViews>? labels, bool inlineOnly, FrameStages stages)
    {
        FusedDetector detector = branches.Detector(inlineOnly);
        using FusedFrame found = await stages.RunAsync(
            "branches", () => detector.DetectAsync(cloud, views, seeds => Wire.Project(seeds, input.Views, model.Picture), stages.Cancel));
        if (found.Missing is { } missing)
        {
            if (request.Options?.RequireAllBranches == true)
                throw new RpcException(new(StatusCode.Unavailable, $"the image branch is missing: {missing}"));
            metrics.Degraded("image");
        }

        Wire.AddTimes(stages, found.Times);
        LabelledViews? labelled = labels is null ? null : await labels;
        if (labelled?.Failure is { } failure)
        {
            if (request.Options?.RequireAllBranches == true)
                throw new RpcException(new(StatusCode.Unavailable, $"the dense branch is missing: {failure.Message}"));
            metrics.Degraded(LabelledViews.Branch);
        }

        DetectReply reply = stages.Run("postprocess", () => Wire.ToReply(request, input, model, found, labelled));
        reply.TransportUsed.Add(branches.Points.Used(inlineOnly));
        if (!found.Degraded)
            reply.TransportUsed.Add(branches.Image.Used(inlineOnly));
        return reply;
    }
}
