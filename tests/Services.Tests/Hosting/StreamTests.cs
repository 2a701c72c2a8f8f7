using Fuse3D.Client;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Fakes;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Services.Tests.Hosting;

/// <summary>How calls behave at a real host: order, policies, cancellation, deadline, sizes, queue, drain.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _temporary = new();
    private readonly FakePointBranch _branch = new();
    private RunningHost _host = null!;
    private GrpcChannel _channel = null!;
    private PointDetector.PointDetectorClient _client = null!;

    public async Task InitializeAsync()
    {
        string model = TinyModel.Write(_temporary);
        _host = await RunningHost.StartAsync(
            args => PointCloudHost.Build(args, _branch), "--model", model, "--max-message-megabytes", "1", "--parallel", "1", "--max-queue", "1");
        _channel = GrpcChannel.ForAddress(_host.Grpc, new GrpcChannelOptions { MaxSendMessageSize = 64 << 20 });
        _client = new(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task DetectStream_EveryFrame_AnswersAllInOrder()
    {
        using var call = _client.DetectStream(deadline: DateTime.UtcNow + Soon);
        for (int frame = 0; frame < 10; frame++)
            await call.RequestStream.WriteAsync(TinyModel.Frame(frame));
        await call.RequestStream.CompleteAsync();

        List<ulong> answered = [];
        await foreach (DetectReply reply in call.ResponseStream.ReadAllAsync())
            answered.Add(reply.Header.Sequence);

        Assert.Equal(Enumerable.Range(0, 10).Select(frame => (ulong)frame), answered);
    }

    [Fact]
    public async Task DetectStream_LatestOnly_DropsStaleFramesAndCountsThem()
    {
        _branch.Delay = TimeSpan.FromMilliseconds(300);
        using var call = _client.DetectStream(deadline: DateTime.UtcNow + Soon);
        for (int frame = 0; frame < 12; frame++)
        {
            DetectRequest request = TinyModel.Frame(frame);
            request.Stream = new() { Policy = StreamPolicy.LatestOnly };
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        List<DetectReply> replies = [];
        await foreach (DetectReply reply in call.ResponseStream.ReadAllAsync())
            replies.Add(reply);

        Assert.InRange(replies.Count, 1, 6);
        Assert.Equal(11ul, replies[^1].Header.Sequence);   // the newest is always answered
        Assert.Equal(12ul, replies.Aggregate(0ul, (sum, reply) => sum + 1 + reply.DroppedBefore));
        Assert.Equal(replies.Select(reply => reply.Header.Sequence).Order(), replies.Select(reply => reply.Header.Sequence));
    }

    [Fact]
    public async Task Detect_CallerCancels_FreesItsTurn()
    {
        _branch.Delay = TimeSpan.FromMinutes(5);
        using var cancel = new CancellationTokenSource();
        var call = _client.DetectAsync(TinyModel.Frame(1), cancellationToken: cancel.Token);
        await Eventually.Holds(() => _host.Get<FrameGate>().Present == 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Soon));
        await Eventually.Holds(() => _host.Get<FrameGate>().Present == 0);
    }

    [Fact]
    public async Task Detect_DeadlinePasses_IsDeadlineExceededAndFreesItsTurn()
    {
        _branch.Delay = TimeSpan.FromMinutes(5);

        var late = await Assert.ThrowsAsync<RpcException>(
            () => _client.DetectAsync(TinyModel.Frame(1), deadline: DateTime.UtcNow.AddMilliseconds(300)).ResponseAsync.WaitAsync(Soon));

        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        await Eventually.Holds(() => _host.Get<FrameGate>().Present == 0);
    }

    [Fact]
    public async Task Detect_QueueFull_IsResourceExhausted()
    {
        _branch.Delay = TimeSpan.FromMinutes(5);
        using var cancel = new CancellationTokenSource();
        Task[] waiting = [.. Enumerable.Range(0, 2).Select(frame => _client.DetectAsync(TinyModel.Frame(frame), cancellationToken: cancel.Token).ResponseAsync)];
        await Eventually.Holds(() => _host.Get<FrameGate>().Present == 2);

        var refused = await Assert.ThrowsAsync<RpcException>(() => _client.DetectAsync(TinyModel.Frame(3)).ResponseAsync.WaitAsync(Soon));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Contains("1 frames running, 1 waiting", refused.Status.Detail, StringComparison.Ordinal);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => Task.WhenAll(waiting).WaitAsync(Soon));
    }

    [Fact]
    public async Task Detect_MessageTooLarge_IsResourceExhausted()
    {
        DetectRequest request = TinyModel.Frame(1);
        request.Cloud.Data = Google.Protobuf.ByteString.CopyFrom(new byte[2 << 20]);

        var refused = await Assert.ThrowsAsync<RpcException>(() => _client.DetectAsync(request).ResponseAsync.WaitAsync(Soon));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
    }

    [Fact]
    public async Task Stop_WhileAFrameRuns_AnswersItAndEndsTheStream()
    {
        _branch.Delay = TimeSpan.FromMilliseconds(500);
        using var call = _client.DetectStream(deadline: DateTime.UtcNow + Soon);
        await call.RequestStream.WriteAsync(TinyModel.Frame(1));
        await Eventually.Holds(() => _host.Get<FrameGate>().Present == 1);

        Task stopping = _host.StopAsync();

        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Soon));
        Assert.Equal(0, call.ResponseStream.Current.Status.Code);
        var ended = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext().WaitAsync(Soon));
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        await stopping;
    }
}
