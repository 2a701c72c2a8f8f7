using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Services.Image;

/// <summary>Segments and translates pictures of several modalities with the models that the service was given.</summary>
public sealed class DenseModelService(DenseModels models, FrameStreams frames, HostingOptions options) : DenseModel.DenseModelBase
{
    private const int Rest = 1 << 16;      // bytes of a reply besides its maps: header, times

    public override Task<DenseReply> Segment(DenseRequest request, ServerCallContext context) => frames.AnswerAsync(request, Segmented, context);

    public override Task SegmentStream(
        IAsyncStreamReader<DenseRequest> requestStream, IServerStreamWriter<DenseReply> responseStream, ServerCallContext context) =>
        frames.RunAsync(requestStream, responseStream, Segmented, context);

    public override Task<DenseReply> Translate(DenseRequest request, ServerCallContext context) => frames.AnswerAsync(request, Translated, context);

    public override Task TranslateStream(
        IAsyncStreamReader<DenseRequest> requestStream, IServerStreamWriter<DenseReply> responseStream, ServerCallContext context) =>
        frames.RunAsync(requestStream, responseStream, Translated, context);

    public override Task<DenseInfoReply> GetInfo(GetInfoRequest request, ServerCallContext context) => Task.FromResult(models.Info(request, options));

    private async Task<DenseReply> Segmented(DenseRequest request, FrameStages stages) =>
        Fitting(await models.Find(request.ModelName, isSegmentation: true).SegmentAsync(request, stages));

    private async Task<DenseReply> Translated(DenseRequest request, FrameStages stages) =>
        Fitting(await models.Find(request.ModelName, isSegmentation: false).TranslateAsync(request, stages));

    // A reply that cannot be sent would end a whole stream.
    private DenseReply Fitting(DenseReply reply) => reply.CalculateSize() is var bytes && bytes <= options.MaxMessageBytes - Rest
        ? reply
        : throw new RpcException(new(
            StatusCode.ResourceExhausted, $"the reply has {bytes} bytes, more than a message may; ask for png (options.encoding) or leave branches and masks out"));
}
