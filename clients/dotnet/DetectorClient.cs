using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Client;

/// <summary>Calls one of the detector services. Thread-safe; keep one per server and dispose it at the end.</summary>
public sealed class DetectorClient : IDisposable
{
    private readonly ClientChannel _channel;
    private readonly IDetectorCalls _calls;

    private DetectorClient(Uri address, DetectorClientOptions? options, Func<ChannelBase, IDetectorCalls> calls)
    {
        _channel = new(address, options);
        _calls = calls(_channel.Channel);
    }

    /// <summary>Points and pictures together.</summary>
    public static DetectorClient ForFusion(Uri address, DetectorClientOptions? options = null) =>
        new(address, options, channel => new FusionCalls(new(channel)));

    /// <summary>Points alone.</summary>
    public static DetectorClient ForPoints(Uri address, DetectorClientOptions? options = null) =>
        new(address, options, channel => new PointCalls(new(channel)));

    /// <summary>Pictures alone.</summary>
    public static DetectorClient ForImages(Uri address, DetectorClientOptions? options = null) =>
        new(address, options, channel => new ImageCalls(new(channel)));

    /// <summary>What the service runs, and how its branches are.</summary>
    public async Task<GetInfoReply> GetInfoAsync(CancellationToken cancel = default) =>
        await _calls.GetInfo(new(), _channel.Unary(cancel));

    /// <summary>One frame.</summary>
    /// <exception cref="RpcException">the service's status: a bad frame gives INVALID_ARGUMENT and names the field</exception>
    public async Task<DetectReply> DetectAsync(DetectRequest frame, CancellationToken cancel = default) =>
        await _calls.Detect(frame, _channel.Unary(cancel));

    /// <summary>Frame after frame; answers come in the order of the frames. A bad frame is answered with its own status.</summary>
    /// <remarks>
    /// The source runs at most <see cref="DetectorClientOptions.MaxInFlight"/> frames ahead of the answers. What the source throws
    /// surfaces here. No answer for longer than the timeout while a frame is on its way ends the stream with DEADLINE_EXCEEDED.
    /// </remarks>
    public IAsyncEnumerable<DetectReply> DetectStreamAsync(IAsyncEnumerable<DetectRequest> frames, CancellationToken cancel = default) =>
        FrameStream.RunAsync(_calls.DetectStream, frames, _channel.Options, cancel);

    public void Dispose() => _channel.Dispose();
}
