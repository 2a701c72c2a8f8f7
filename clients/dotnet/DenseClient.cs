using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Client;

/// <summary>Calls the dense models of an image service: segmentation and translation. Thread-safe; keep one per server and dispose it at the end.</summary>
public sealed class DenseClient : IDisposable
{
    private readonly ClientChannel _channel;
    private readonly DenseModel.DenseModelClient _calls;

    public DenseClient(Uri address, DetectorClientOptions? options = null)
    {
        _channel = new(address, options);
        _calls = new(_channel.Channel);
    }

    /// <summary>What the service runs.</summary>
    /// <param name="model">one of its models; empty: all of them</param>
    /// <exception cref="RpcException">NOT_FOUND: there is no such model</exception>
    public async Task<DenseInfoReply> GetInfoAsync(string model = "", CancellationToken cancel = default) =>
        await _calls.GetInfoAsync(new() { ModelName = model }, _channel.Unary(cancel));

    /// <summary>A class for every pixel of one frame.</summary>
    /// <exception cref="RpcException">the service's status: a bad frame gives INVALID_ARGUMENT and names the field</exception>
    public async Task<DenseReply> SegmentAsync(DenseRequest frame, CancellationToken cancel = default) =>
        await _calls.SegmentAsync(frame, _channel.Unary(cancel));

    /// <summary>One view in the model's target domain.</summary>
    /// <inheritdoc cref="SegmentAsync"/>
    public async Task<DenseReply> TranslateAsync(DenseRequest view, CancellationToken cancel = default) =>
        await _calls.TranslateAsync(view, _channel.Unary(cancel));

    /// <summary>Frame after frame; answers come in the order of the frames. A bad frame is answered with its own status.</summary>
    /// <remarks><inheritdoc cref="DetectorClient.DetectStreamAsync"/></remarks>
    public IAsyncEnumerable<DenseReply> SegmentStreamAsync(IAsyncEnumerable<DenseRequest> frames, CancellationToken cancel = default) =>
        FrameStream.RunAsync(_calls.SegmentStream, frames, _channel.Options, cancel);

    /// <summary>View after view; answers come in the order of the views. A bad one is answered with its own status.</summary>
    /// <remarks><inheritdoc cref="DetectorClient.DetectStreamAsync"/></remarks>
    public IAsyncEnumerable<DenseReply> TranslateStreamAsync(IAsyncEnumerable<DenseRequest> views, CancellationToken cancel = default) =>
        FrameStream.RunAsync(_calls.TranslateStream, views, _channel.Options, cancel);

    public void Dispose() => _channel.Dispose();
}
