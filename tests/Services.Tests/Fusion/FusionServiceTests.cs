using Fuse3D.Client;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Fakes;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>Real hosts on loopback, the real client, a tiny network.</summary>
public sealed class FusionServiceTests : IAsyncLifetime
{
    private static readonly DetectorClientOptions Patient = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly TemporaryFolder _temporary = new();
    private readonly List<IAsyncDisposable> _hosts = [];
    private string _model = "";

    public Task InitializeAsync()
    {
        _model = TinyModel.Write(_temporary);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Detect_LocalAndRemoteBranches_GiveEqualAnswers()
    {
        using DetectorClient local = await LocalFusion(), remote = await RemoteFusion();

        for (int frame = 0; frame < 3; frame++)
        {
            DetectRequest request = TinyModel.Frame(frame), inline = TinyModel.Frame(frame);
            request.Options = new() { IncludeRawHeads = true, IncludeExchange = true };
            inline.Options = new() { IncludeRawHeads = true, IncludeExchange = true, InlineOnly = true };
            DetectReply here = await local.DetectAsync(request), shared = await remote.DetectAsync(request), messages = await remote.DetectAsync(inline);

            Assert.False(here.Degraded);
            Assert.Contains(here.Exchange.Layers, layer => layer.Replaced > 0);
            foreach (DetectReply there in (DetectReply[])[shared, messages])
            {
                Assert.Equal(here.RawHeads, there.RawHeads);
                Assert.Equal(here.Exchange, there.Exchange);
                Assert.Equal(here.Detections3D, there.Detections3D);
                Assert.Equal(here.Detections2D, there.Detections2D);
            }
        }
    }

    [Theory]
    [InlineData("{ kind: random, share: 0.5 }", true), InlineData("{ kind: random, share: 0.5, positions: false }", true)]
    [InlineData("{ kind: concat }", true), InlineData("{ threshold: 0.5, positions: false }", true), InlineData("{ kind: none }", false)]
    public async Task Detect_OtherExchangesLocalAndRemote_GiveEqualAnswers(string exchange, bool exchanges)
    {
        _model = TinyModel.Write(_temporary, name: "other", exchange: exchange);
        using DetectorClient local = await LocalFusion(), remote = await RemoteFusion();
        DetectRequest request = TinyModel.Frame(1);
        request.Options = new() { IncludeRawHeads = true, IncludeExchange = true, RequireAllBranches = true };

        DetectReply here = await local.DetectAsync(request), there = await remote.DetectAsync(request);

        Assert.False(here.Degraded);
        Assert.NotEmpty(here.Detections2D);
        Assert.Equal(here.RawHeads, there.RawHeads);
        Assert.Equal(here.Exchange, there.Exchange);
        Assert.Equal(here.Detections3D, there.Detections3D);
        Assert.Equal(here.Detections2D, there.Detections2D);
        Assert.Equal(exchanges, here.Exchange?.Layers.Any(layer => layer.Replaced > 0 && layer.Replaced <= here.Exchange.Visible) == true);
        Assert.Equal(exchanges, here.Exchange is not null);
        Assert.All(here.Detections3D, found => Assert.Equal(exchanges ? DetectionSource.Fused : DetectionSource.Points, found.Source));
    }

    [Fact]
    public async Task Detect_BranchesThatShareNothing_AnswersAsThePointServiceAlone()
    {
        _model = TinyModel.Write(_temporary, name: "apart", exchange: "{ kind: none }");
        RunningHost points = await Points();
        using DetectorClient fusion = await LocalFusion(), alone = DetectorClient.ForPoints(points.Grpc, Patient);
        DetectRequest request = TinyModel.Frame(2);
        request.Options = new() { IncludeRawHeads = true };

        DetectReply both = await fusion.DetectAsync(request), one = await alone.DetectAsync(request);

        Assert.NotEmpty(one.RawHeads);
        Assert.Equal(one.RawHeads, both.RawHeads.Where(head => one.RawHeads.Any(other => other.Name == head.Name)));
        Assert.NotEmpty(both.Detections2D);
    }

    [Fact]
    public async Task Detect_Reply_CarriesHeaderModelTimesAndTransport()
    {
        using DetectorClient client = await LocalFusion();
        DetectRequest request = TinyModel.Frame(4);

        DetectReply reply = await client.DetectAsync(request);

        Assert.Equal(request.Header, reply.Header);
        Assert.Equal(("tiny", "7"), (reply.ModelName, reply.ModelVersion));
        Assert.Contains(reply.StageLatency, stage => stage.Stage == "points.backbone" && stage.Duration.ToTimeSpan() > TimeSpan.Zero);
        Assert.All(reply.TransportUsed, used => Assert.Equal(Transport.InProcess, used.Transport));
        Assert.NotEmpty(reply.Detections3D);
        Assert.All(reply.Detections3D, found => Assert.Equal(DetectionSource.Fused, found.Source));
        Assert.Equal(reply.Detections3D.Select(found => found.Score).OrderDescending(), reply.Detections3D.Select(found => found.Score));
    }

    [Fact]
    public async Task Detect_WithoutPicture_IsDegradedOrFailsAsAsked()
    {
        using DetectorClient client = await LocalFusion();
        DetectRequest request = TinyModel.Frame(1);
        request.Views.Clear();

        DetectReply degraded = await client.DetectAsync(request);
        Assert.True(degraded.Degraded);
        Assert.Equal(["image"], degraded.MissingBranches);
        Assert.All(degraded.Detections3D, found => Assert.Equal(DetectionSource.Points, found.Source));

        request.Options = new() { RequireAllBranches = true };
        var refused = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("views", refused.Trailers.GetValue("fuse3d-field"));
    }

    [Fact]
    public async Task Detect_ImageBranchAbsent_IsDegradedOrFailsAsAsked()
    {
        RunningHost points = await Points();
        using DetectorClient client = await Fusion("--points", points.Grpc.ToString(), "--image", "http://127.0.0.1:9");
        DetectRequest request = TinyModel.Frame(1);

        DetectReply degraded = await client.DetectAsync(request);
        Assert.True(degraded.Degraded);
        Assert.Equal(["points"], degraded.TransportUsed.Select(used => used.Branch));

        request.Options = new() { RequireAllBranches = true };
        var refused = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(request));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        GetInfoReply info = await client.GetInfoAsync();
        Assert.Equal([true, false], info.Branches.Select(branch => branch.Available));
    }

    [Fact]
    public async Task Detect_ImageBranchLate_IsDegradedWithinItsTime()
    {
        var late = new FakeImageBranch(width: 24) { Delay = TimeSpan.FromMinutes(5) };
        using DetectorClient client = await Fusion(args => FusionHost.Build(args, image: late), "--points", "local", "--image-timeout", "0.2");

        DetectReply reply = await client.DetectAsync(TinyModel.Frame(1)).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.True(reply.Degraded);
        await Eventually.Holds(() => late.OpenSessions == 0);
    }

    [Fact]
    public async Task Detect_BranchBehindAUnixSocket_AnswersAndALeftoverFileIsNoObstacle()
    {
        string socket = _temporary.File("points.sock");
        using (var crashed = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0))
            crashed.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(socket));
        await Host(args => PointCloudHost.Build(args), "--model", _model, "--socket", socket);
        using DetectorClient client = await Fusion("--points", $"unix://{socket}", "--image", "local");

        Assert.False((await client.DetectAsync(TinyModel.Frame(1))).Degraded);
    }

    [Fact]
    public async Task Detect_TensorsLostOnTheWay_RunsTheFrameAgainInline()
    {
        var lossy = new FakeImageBranch(width: 24) { FramesToLose = 1 };
        using DetectorClient client = await Fusion(args => FusionHost.Build(args, image: lossy), "--points", "local");

        DetectReply reply = await client.DetectAsync(TinyModel.Frame(1));

        Assert.False(reply.Degraded);
        await Eventually.Holds(() => lossy.OpenSessions == 0);
    }

    [Fact]
    public async Task Detect_PointBranchAbsent_IsUnavailableAndNotReady()
    {
        RunningHost fusion = await Host(args => FusionHost.Build(args), "--model", _model, "--points", "http://127.0.0.1:9", "--image", "local");
        using var client = DetectorClient.ForFusion(fusion.Grpc, Patient);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(TinyModel.Frame(1)));

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        using var http = new HttpClient { BaseAddress = fusion.Http };
        using HttpResponseMessage ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("live\n", await http.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
    }

    [Fact]
    public async Task Connect_BranchOfAnotherModel_IsRefusedWithItsSizes()
    {
        var other = new FakePointBranch();
        RunningHost points = await Host(args => PointCloudHost.Build(args, other), "--model", _model);
        RunningHost fusion = await Host(args => FusionHost.Build(args), "--model", _model, "--points", points.Grpc.ToString(), "--image", "local");
        using var client = DetectorClient.ForFusion(fusion.Grpc, Patient);

        await Eventually.Holds(async () => (await client.GetInfoAsync()).Branches[0].Reason.Contains("Seeds = 32", StringComparison.Ordinal));
        Assert.False((await client.GetInfoAsync()).Branches[0].Available);
    }

    [Fact]
    public async Task DetectStream_ManyFrames_AnswersInOrder()
    {
        using DetectorClient client = await RemoteFusion();

        List<ulong> order = [];
        await foreach (DetectReply reply in client.DetectStreamAsync(Frames(20)))
            order.Add(reply.Header.Sequence);

        Assert.Equal(Enumerable.Range(0, 20).Select(frame => (ulong)frame), order);
    }

    [Fact]
    public async Task GetInfo_UnknownModel_IsNotFound()
    {
        using DetectorClient client = await LocalFusion();
        DetectRequest request = TinyModel.Frame(1);
        request.ModelName = "no-such-model";

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(request));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        Assert.Contains("'tiny'", refused.Status.Detail, StringComparison.Ordinal);
        GetInfoReply info = await client.GetInfoAsync();
        Assert.Equal(["chair", "table", "bed"], info.Model.Labels);
        Assert.Equal((96u, 64u, 512u), (info.Model.ImageWidth, info.Model.ImageHeight, info.Model.Points));
    }

    [Fact]
    public async Task Detect_TurnedFrame_GivesBoxesInThatFrame()
    {
        using DetectorClient client = await LocalFusion();
        DetectRequest upright = TinyModel.Frame(6), body = TinyModel.Frame(6);
        body.Axes = Axes.ForwardLeftUp;   // (x, y) of the network become (y, -x) of the body
        float[] points = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(body.Cloud.Data.Span).ToArray();
        for (int i = 0; i < points.Length; i += 3)
            (points[i], points[i + 1]) = (points[i + 1], -points[i]);
        body.Cloud.Data = Google.Protobuf.ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(points));
        body.Views[0].CameraFromPointsMatrix.Clear();
        body.Views[0].CameraFromPointsMatrix.Add([0, -1, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0]);

        DetectReply expected = await client.DetectAsync(upright), actual = await client.DetectAsync(body);

        Assert.Equal(expected.Detections3D.Select(found => found.Score), actual.Detections3D.Select(found => found.Score));
        foreach (var (one, other) in expected.Detections3D.Zip(actual.Detections3D))
        {
            Vector3 here = one.Box.Center.Position, there = other.Box.Center.Position;
            Assert.Equal((here.Y, -here.X, here.Z), (there.X, there.Y, there.Z));
            Assert.Equal(0, Math.IEEERemainder(Yaw(one) - Math.PI / 2 - Yaw(other), 2 * Math.PI), tolerance: 1e-6);
        }
    }

    private static double Yaw(Detection3D found) => 2 * Math.Atan2(found.Box.Center.Orientation.Z, found.Box.Center.Orientation.W);

    private static async IAsyncEnumerable<DetectRequest> Frames(int count)
    {
        for (int frame = 0; frame < count; frame++)
        {
            await Task.Yield();
            yield return TinyModel.Frame(frame);
        }
    }

    private Task<RunningHost> Points() => Host(args => PointCloudHost.Build(args), "--model", _model);

    private Task<RunningHost> Image() => Host(args => ImageHost.Build(args), "--model", _model);

    private Task<DetectorClient> LocalFusion() => Fusion("--points", "local", "--image", "local");

    private async Task<DetectorClient> RemoteFusion()
    {
        RunningHost points = await Points(), image = await Image();
        DetectorClient client = await Fusion("--points", points.Grpc.ToString(), "--image", image.Grpc.ToString());
        await Eventually.Holds(async () => (await client.GetInfoAsync()).Branches.All(branch => branch.Transport == Transport.SharedMemory));
        return client;
    }

    private Task<DetectorClient> Fusion(params string[] args) => Fusion(all => FusionHost.Build(all), args);

    private async Task<DetectorClient> Fusion(Func<string[], Microsoft.AspNetCore.Builder.WebApplication> build, params string[] args)
    {
        RunningHost fusion = await Host(build, ["--model", _model, .. args]);
        var client = DetectorClient.ForFusion(fusion.Grpc, Patient);
        await Eventually.Holds(async () => (await client.GetInfoAsync()).Branches[0].Available);
        return client;
    }

    private async Task<RunningHost> Host(Func<string[], Microsoft.AspNetCore.Builder.WebApplication> build, params string[] args)
    {
        RunningHost host = await RunningHost.StartAsync(build, args);
        _hosts.Add(host);
        return host;
    }
}
