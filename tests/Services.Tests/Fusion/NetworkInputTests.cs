using Fuse3D.Client;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Grpc.Core;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>Frames whose points and planes the caller made ready: services take them as they are.</summary>
public sealed class NetworkInputTests : IDisposable
{
    private const int Points = 512, Width = 96, Height = 64;   // that TinyModel takes

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Detect_InputOfTheCallersMaking_GivesWhatTheServicesOwnGives()
    {
        await using RunningHost host = await RunningHost.StartAsync(
            args => FusionHost.Build(args), "--model", TinyModel.Write(_temporary), "--points", "local", "--image", "local");
        using DetectorClient client = DetectorClient.ForFusion(host.Grpc);
        DetectRequest raw = TinyModel.Frame(3);
        raw.Options = new() { IncludeRawHeads = true, RequireAllBranches = true };

        DetectReply made = await client.DetectAsync(raw), ready = await client.DetectAsync(Ready(raw));

        Assert.NotEmpty(made.RawHeads);
        Assert.Equal(made.RawHeads, ready.RawHeads);
        Assert.Equal(made.Exchange, ready.Exchange);
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Detect_ModelThatTakesBgr_SeesTheSwappedPicture(bool fused)
    {
        string model = TinyModel.Write(_temporary), swapped = TinyModel.Write(_temporary, name: "bgr"), config = Path.Combine(swapped, "config.yaml");
        File.WriteAllText(config, File.ReadAllText(config).Replace("size: tiny", "size: tiny\n  channel_order: bgr", StringComparison.Ordinal));
        ModelFolder.Seal(swapped);
        DetectRequest frame = TinyModel.Frame(3);
        frame.Options = new() { IncludeRawHeads = true, RequireAllBranches = fused };
        DetectRequest other = frame.Clone();
        other.Views[0].Image.Encoding = "bgr8";

        Assert.Equal(await Heads(model, other), await Heads(swapped, frame));
        Assert.NotEqual(await Heads(model, frame), await Heads(swapped, frame));

        async Task<IReadOnlyList<Tensor>> Heads(string folder, DetectRequest request)
        {
            await using RunningHost host = fused
                ? await RunningHost.StartAsync(args => FusionHost.Build(args), "--model", folder, "--points", "local", "--image", "local")
                : await RunningHost.StartAsync(args => ImageHost.Build(args), "--model", folder);
            using DetectorClient client = fused ? DetectorClient.ForFusion(host.Grpc) : DetectorClient.ForImages(host.Grpc);
            DetectReply reply = await client.DetectAsync(request);
            Assert.NotEmpty(reply.RawHeads);
            return [.. reply.RawHeads.Select(head => head.Tensor)];
        }
    }

    [Fact]
    public async Task Detect_RawHeads_AreThoseAskedFor()
    {
        string model = TinyModel.Write(_temporary);
        await using RunningHost points = await RunningHost.StartAsync(args => PointCloudHost.Build(args), "--model", model);
        await using RunningHost image = await RunningHost.StartAsync(args => ImageHost.Build(args), "--model", model);
        using DetectorClient toPoints = DetectorClient.ForPoints(points.Grpc), toImage = DetectorClient.ForImages(image.Grpc);
        DetectRequest request = Ready(TinyModel.Frame(1));
        request.Options = new() { IncludeRawHeads = true, RawHeads = { "last_", "pred_boxes2d" } };

        DetectReply found = await toPoints.DetectAsync(request), seen = await toImage.DetectAsync(request);

        Assert.All(found.RawHeads, head => Assert.StartsWith("last_", head.Name, StringComparison.Ordinal));
        Assert.Contains(found.RawHeads, head => head.Name == "last_center");
        Assert.Equal(["pred_boxes2d"], seen.RawHeads.Select(head => head.Name));
    }

    [Fact]
    public async Task Detect_DepthThatHidesEverything_ExchangesNothing()
    {
        await using RunningHost host = await RunningHost.StartAsync(
            args => FusionHost.Build(args), "--model", TinyModel.Write(_temporary), "--points", "local", "--image", "local");
        using DetectorClient client = DetectorClient.ForFusion(host.Grpc);
        DetectRequest open = TinyModel.Frame(3), hidden = TinyModel.Frame(3);
        hidden.Views[0].Depth = new() { Encoding = "16UC1", Width = 2, Height = 1, Data = Google.Protobuf.ByteString.CopyFrom(1, 0, 1, 0) };   // 1 mm

        Assert.True((await client.DetectAsync(open)).Exchange.Visible > 0);
        Assert.Equal(0u, (await client.DetectAsync(hidden)).Exchange.Visible);
    }

    [Theory]
    [InlineData("network_points", 511, Width, Height)]
    [InlineData("views[0].network_planes", Points, Width, Height + 16)]
    public async Task Detect_InputOfAnotherSize_NamesTheFieldAndTheSize(string field, int points, int width, int height)
    {
        await using RunningHost host = await RunningHost.StartAsync(
            args => FusionHost.Build(args), "--model", TinyModel.Write(_temporary), "--points", "local", "--image", "local");
        using DetectorClient client = DetectorClient.ForFusion(host.Grpc);
        DetectRequest request = Ready(TinyModel.Frame(1));
        request.NetworkPoints = Frames.Input(new float[3 * points], points, 3);
        request.Views[0].NetworkPlanes = Frames.Input(new float[3 * width * height], 3, height, width);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(field, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("the network takes", refused.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<DetectRequest>> Broken => new()
    {
        { "network_points", request => request.Axes = Axes.ForwardLeftUp },
        { "network_points", request => request.NetworkPoints.Dtype = DataType.Int32 },
        { "network_points", request => request.NetworkPoints.SharedMemory = new() },
        { "network_points", request => request.NetworkPoints = Frames.Input([1, float.NaN, 3], 1, 3) },
        { "network_points", request => request.NetworkPoints = Frames.Input([1, 1e9f, 3], 1, 3) },
        { "network_points.inline", request => request.NetworkPoints.Shape[0] = long.MaxValue },
        { "network_points.inline", request => request.NetworkPoints.Shape.Add(int.MaxValue) },
        { "network_points.shape", request => request.NetworkPoints = Frames.Input([], 0, 3) },
        { "network_points.shape", request => request.NetworkPoints = Frames.Input([1, 2], 1, 2) },
        { "views[0].network_planes", request => request.Views[0].Image = new() },
        { "views[0].network_planes", request => request.Views[0].NetworkPlanes.Shape[1] = 1_000_000 },
        { "views[0].network_planes.shape", request => request.Views[0].NetworkPlanes.Shape[0] = 1 },
        { "views[0].network_planes.inline", request => request.Views[0].NetworkPlanes.Shape[1] = 65 },
        { "views[0].depth.encoding", request => request.Views[0].Depth = new() { Encoding = "32FC1", Width = 1, Height = 1 } },
        { "views[0].depth.data", request => request.Views[0].Depth = new() { Encoding = "16UC1", Width = 9, Height = 1 } },
        { "views[0].depth_metres_per_unit", request => Depth(request, -1) },
        { "views[0].depth_metres_per_unit", request => Depth(request, double.NaN) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenInput_NamesTheField(string field, Action<DetectRequest> damage)
    {
        DetectRequest request = Ready(TinyModel.Frame(1));
        damage(request);

        var failure = Assert.Throws<InvalidInputException>(() =>
        {
            SceneWire.ReadPoints(request);
            SceneWire.ReadViews(request);
        });

        Assert.Equal(field, failure.Field);
    }

    private static void Depth(DetectRequest request, double metresPerUnit)
    {
        request.Views[0].Depth = new() { Encoding = "16UC1", Width = 1, Height = 1, Data = Google.Protobuf.ByteString.CopyFrom(1, 0) };
        request.Views[0].DepthMetresPerUnit = metresPerUnit;
    }

    // What the services make of a frame, made here.
    private static DetectRequest Ready(DetectRequest raw)
    {
        DetectRequest ready = raw.Clone();
        SceneView view = SceneWire.ReadViews(raw)[0];
        var (planes, size) = new ViewInput(new(Height, Width), ShortSide: 0).Make([view.Picture]);
        Camera camera = view.Camera.Resized(Width, Height);
        ready.NetworkPoints = Frames.Input(new CloudInput(Points, Features: 0).Make(SceneWire.ReadPoints(raw).Cloud), Points, 3);
        ready.Views[0].Image = null;
        ready.Views[0].NetworkPlanes = Frames.Input(planes, 3, size.Height, size.Width);
        ready.Views[0].Camera = new() { K = { camera.Fx, 0, camera.Cx, 0, camera.Fy, camera.Cy, 0, 0, 1 } };
        return ready;
    }
}
