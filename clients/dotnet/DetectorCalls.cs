using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Client;

/// <summary>The calls that all three detector services have; their generated clients share no type.</summary>
internal interface IDetectorCalls
{
    AsyncUnaryCall<DetectReply> Detect(DetectRequest request, CallOptions options);

    AsyncDuplexStreamingCall<DetectRequest, DetectReply> DetectStream(CallOptions options);

    AsyncUnaryCall<GetInfoReply> GetInfo(GetInfoRequest request, CallOptions options);
}

internal sealed class FusionCalls(V1.Fusion.FusionClient client) : IDetectorCalls
{
    public AsyncUnaryCall<DetectReply> Detect(DetectRequest request, CallOptions options) => client.DetectAsync(request, options);

    public AsyncDuplexStreamingCall<DetectRequest, DetectReply> DetectStream(CallOptions options) => client.DetectStream(options);

    public AsyncUnaryCall<GetInfoReply> GetInfo(GetInfoRequest request, CallOptions options) => client.GetInfoAsync(request, options);
}

internal sealed class PointCalls(PointDetector.PointDetectorClient client) : IDetectorCalls
{
    public AsyncUnaryCall<DetectReply> Detect(DetectRequest request, CallOptions options) => client.DetectAsync(request, options);

    public AsyncDuplexStreamingCall<DetectRequest, DetectReply> DetectStream(CallOptions options) => client.DetectStream(options);

    public AsyncUnaryCall<GetInfoReply> GetInfo(GetInfoRequest request, CallOptions options) => client.GetInfoAsync(request, options);
}

internal sealed class ImageCalls(ImageDetector.ImageDetectorClient client) : IDetectorCalls
{
    public AsyncUnaryCall<DetectReply> Detect(DetectRequest request, CallOptions options) => client.DetectAsync(request, options);

    public AsyncDuplexStreamingCall<DetectRequest, DetectReply> DetectStream(CallOptions options) => client.DetectStream(options);

    public AsyncUnaryCall<GetInfoReply> GetInfo(GetInfoRequest request, CallOptions options) => client.GetInfoAsync(request, options);
}
