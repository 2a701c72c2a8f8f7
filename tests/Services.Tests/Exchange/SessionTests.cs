using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.Services.Fusion.Branches;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Fakes;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Fuse3D.Services.Tests.Exchange;

/// <summary>Both sides of a session over streams in memory: what a branch computes must not depend on where it runs or how tensors travel.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly FrameMetrics _metrics = new();
    private readonly DrainState _drain = new();
    private readonly FrameGate _gate = new(parallel: 2, waiting: 8);
    private readonly List<IAsyncDisposable> _open = [];
    private readonly List<Task> _serving = [];
    private StreamPair<ExchangeRequest, ExchangeReply> _streams = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable open in _open)
            await open.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _gate.Dispose();
        _metrics.Dispose();
        _drain.Dispose();
        _stop.Dispose();
        await NoFileStays();
    }

    [Theory]
    [InlineData(true, true), InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public async Task PointBranch_Remote_GivesTheBitsOfTheLocalOne(bool clientShares, bool serverShares)
    {
        var local = new FakePointBranch();
        RemotePointBranch remote = await ConnectPoints(local, clientShares, serverShares);
        using Tensor cloud = Cloud(64);

        for (int frame = 0; frame < 5; frame++)
        {
            using TokenExchange exchange = SomeExchange(local.Info, frame);
            (float[] Expected, float[] Keys) here = await Run(local, cloud, exchange), there = await Run(remote, cloud, exchange);
            Assert.Equal(here.Keys, there.Keys);
            Assert.Equal(here.Expected, there.Expected);
        }
    }

    [Fact]
    public async Task Transport_BothShare_IsSharedMemoryAndNoFileStays()
    {
        await ConnectPoints(new FakePointBranch(), clientShares: true, serverShares: true);

        var connector = (BranchConnector)_open[0];
        Assert.Equal(Transport.SharedMemory, connector.Transport);
        await NoFileStays();
    }

    [Fact]
    public async Task Transport_OneSideDoesNotShare_SaysWhy()
    {
        await ConnectPoints(new FakePointBranch(), clientShares: true, serverShares: false);

        var connector = (BranchConnector)_open[0];
        Assert.Equal(Transport.Inline, connector.Transport);
        Assert.Contains("shared memory", connector.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImageBranch_GathersOfAllLayersAtOnce_GiveTheBitsOfTheLocalOne()
    {
        var local = new FakeImageBranch { Delay = TimeSpan.FromMilliseconds(5) };
        RemoteImageBranch remote = await ConnectImage(local);
        using Tensor views = ones([2, 3, 64, 80]);

        await using IImageSession here = await local.BeginAsync(views, default), there = await remote.BeginAsync(views, default);
        int[][] patches = [[0, 3, 17, 20, 39], []];
        Task<Tensor>[] gathers = [.. patches.Select((wanted, layer) => there.GatherAsync(layer, wanted, default))];

        for (int layer = 0; layer < 2; layer++)
        {
            using Tensor expected = await here.GatherAsync(layer, patches[layer], default), actual = await gathers[layer].WaitAsync(Soon);
            Assert.Equal(expected.shape, actual.shape);
            Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
        }

        using Vision.Fusion.ImageHeads wantedHeads = await here.FinishAsync(default), heads = await there.FinishAsync(default).WaitAsync(Soon);
        Assert.Equal(wantedHeads.Logits.data<float>().ToArray(), heads.Logits.data<float>().ToArray());
    }

    [Fact]
    public async Task Frame_TheBranchRefuses_FailsWithItsStatusAndTheSessionGoesOn()
    {
        RemotePointBranch remote = await ConnectPoints(new FakePointBranch());
        using Tensor tooFew = Cloud(4), enough = Cloud(64);

        var refused = await Assert.ThrowsAsync<RpcException>(() => remote.BeginAsync(tooFew, default).WaitAsync(Soon));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("4 points", refused.Status.Detail, StringComparison.Ordinal);

        await using IPointSession session = await remote.BeginAsync(enough, default).WaitAsync(Soon);
        Assert.Equal([32, 3], session.SeedXyz.shape);
    }

    [Fact]
    public async Task Gather_OfALayerThatIsNot_FailsTheFrameAtOnce()
    {
        var local = new FakeImageBranch();
        RemoteImageBranch remote = await ConnectImage(local);
        using Tensor views = ones([1, 3, 64, 80]);
        await using IImageSession session = await remote.BeginAsync(views, default);

        await Assert.ThrowsAsync<RpcException>(() => session.GatherAsync(7, new[] { 0 }, default).WaitAsync(Soon));
        await Eventually.Holds(() => local.OpenSessions == 0);
    }

    [Fact]
    public async Task Slot_UsedAgainBeforeItWasRead_LosesTheFrameAndTellsTheOtherSide()
    {
        var local = new FakeImageBranch { FramesToLose = 1 };   // as when the branch finds a stale slot
        RemoteImageBranch remote = await ConnectImage(local);
        using Tensor views = ones([1, 3, 64, 80]);

        await using (IImageSession lost = await remote.BeginAsync(views, default))
            await Assert.ThrowsAnyAsync<FrameLostException>(() => lost.GatherAsync(0, new[] { 1 }, default).WaitAsync(Soon));
        await using IImageSession session = await remote.BeginAsync(views, default);
        using Tensor rows = await session.GatherAsync(0, new[] { 1 }, default).WaitAsync(Soon);
        Assert.Equal([1, 8], rows.shape);
    }

    [Fact]
    public async Task ImageBranch_Late_IsUnavailableAndItsFrameEnds()
    {
        var local = new FakeImageBranch { Delay = TimeSpan.FromMinutes(1) };
        RemoteImageBranch remote = await ConnectImage(local, TimeSpan.FromMilliseconds(100));
        using Tensor views = ones([1, 3, 64, 80]);

        await using (IImageSession session = await remote.BeginAsync(views, default))
        {
            var late = await Assert.ThrowsAsync<BranchUnavailableException>(() => session.GatherAsync(0, new[] { 1 }, default).WaitAsync(Soon));
            Assert.Contains("no answer within", late.Message, StringComparison.Ordinal);
        }

        await Eventually.Holds(() => local.OpenSessions == 0);   // the branch was told, and stopped
    }

    [Fact]
    public async Task Connection_Lost_FailsItsFramesAndComesBack()
    {
        var local = new FakePointBranch { Delay = TimeSpan.FromMilliseconds(200) };
        RemotePointBranch remote = await ConnectPoints(local);
        using Tensor cloud = Cloud(64);
        Task<IPointSession> begun = remote.BeginAsync(cloud, default);

        _streams.Break();

        await Assert.ThrowsAsync<BranchUnavailableException>(() => begun.WaitAsync(Soon));
        var connector = (BranchConnector)_open[0];
        await Eventually.Holds(() => connector.IsAvailable);
        await using IPointSession session = await remote.BeginAsync(cloud, default).WaitAsync(Soon);
        Assert.Equal([32, 8], session.KeyTokens.shape);
    }

    [Fact]
    public async Task Frame_Cancelled_EndsAtTheBranch()
    {
        var local = new FakeImageBranch { Delay = TimeSpan.FromMinutes(1) };
        RemoteImageBranch remote = await ConnectImage(local);
        using Tensor views = ones([1, 3, 64, 80]);
        using var cancel = new CancellationTokenSource();
        IImageSession session = await remote.BeginAsync(views, cancel.Token);
        Task<Tensor> gather = session.GatherAsync(0, new[] { 1 }, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gather.WaitAsync(Soon));
        await session.DisposeAsync();
        await Eventually.Holds(() => local.OpenSessions == 0);
    }

    [Fact]
    public async Task Hello_OfAnotherProtocol_IsRefused()
    {
        Serve(new FakePointBranch(), share: true);
        using var call = _streams.ClientCall();
        await call.RequestStream.WriteAsync(new() { Hello = new() { Protocol = 99 } });

        var refused = await Assert.ThrowsAsync<RpcException>(() => _serving[0].WaitAsync(Soon));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
    }

    [Fact]
    public async Task ManyFrames_OverFewSlots_NeverBlockAndStayEqual()
    {
        var local = new FakePointBranch(seeds: 512, channels: 64);
        RemotePointBranch remote = await ConnectPoints(local);
        using Tensor cloud = Cloud(600);
        (float[] expected, _) = await Run(local, cloud, null);

        await Parallel.ForAsync(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            (float[] actual, _) = await Run(remote, cloud, null);
            Assert.Equal(expected, actual);
        });
    }

    private async Task<RemotePointBranch> ConnectPoints(FakePointBranch branch, bool clientShares = true, bool serverShares = true) =>
        new(await Connect("points", () => Serve(branch, serverShares), clientShares), Soon);

    private async Task<RemoteImageBranch> ConnectImage(FakeImageBranch branch, TimeSpan? timeout = null) =>
        new(await Connect("image", () => Serve(branch), share: true), timeout ?? Soon);

    private async Task<BranchConnector> Connect(string name, Action serve, bool share)
    {
        var connector = new BranchConnector(name, new("http://memory"), _ =>
        {
            serve();
            return new BranchCall(_streams.ClientCall(), null);
        }, _ => null, Options(share), _metrics, NullLogger.Instance);
        _open.Add(connector);
        connector.Start();
        await Eventually.Holds(() => connector.IsAvailable);
        return connector;
    }

    private void Serve(FakePointBranch branch, bool share)
    {
        var exchange = new PointExchange(branch, _gate);
        Serve(exchange.Introduce, exchange.AnswerAsync, share);
    }

    private void Serve(FakeImageBranch branch)
    {
        var exchange = new ImageExchange(branch, _gate);
        Serve(exchange.Introduce, exchange.AnswerAsync, share: true);
    }

    private void Serve(Action<Hello> introduce, Func<BranchFrame, Task> answer, bool share)
    {
        _streams = new();
        StreamPair<ExchangeRequest, ExchangeReply> streams = _streams;
        var session = new BranchSession(Options(share), _metrics, _drain, NullLogger<BranchSession>.Instance);
        _serving.Add(Task.Run(async () =>
        {
            await session.RunAsync(introduce, streams.ServerRequests, streams.ServerReplies, answer, _stop.Token);
            streams.CompleteReplies();
        }));
    }

    // Few small slots, and every tensor may use one.
    private static SharedMemoryOptions Options(bool share) => new() { SharedMemory = share, Slots = 3, SlotMegabytes = 1, MinSlotBytes = 0 };

    private static async Task<(float[] Mixed, float[] Keys)> Run(IPointBranch branch, Tensor cloud, TokenExchange? exchange)
    {
        await using IPointSession session = await branch.BeginAsync(cloud, default).WaitAsync(Soon);
        float[] keys = session.KeyTokens.data<float>().ToArray();
        using Vision.Fusion.PointHeads heads = await session.DecodeAsync(exchange, default).WaitAsync(Soon);
        return (heads.Outputs["last_mixed"].data<float>().ToArray(), keys);
    }

    private static Tensor Cloud(int points)
    {
        var random = new Random(points);
        return tensor([.. Enumerable.Range(0, points * 3).Select(_ => random.NextSingle() * 4 - 2)], [points, 3]);
    }

    private static TokenExchange SomeExchange(PointBranchInfo info, int seed)
    {
        var random = new Random(seed);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
        int[][] replaced = [[1, 4, 30], []];
        return new(
            tensor(Draw(info.Layers * info.Seeds), [info.Layers, info.Seeds]),
            [.. replaced.Select(seeds => new Vision.Fusion.LayerReplacement(seeds, tensor(Draw(seeds.Length * info.Channels), [seeds.Length, info.Channels])))]);
    }

    // Other tests of this process have rings too, each for a moment.
    private static Task NoFileStays() => Eventually.Holds(() => !Directory.EnumerateFiles("/dev/shm", $"fuse3d-*-{Environment.ProcessId}-*").Any());
}
