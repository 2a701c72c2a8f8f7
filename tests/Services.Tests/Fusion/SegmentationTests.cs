using System.Runtime.InteropServices;
using Fuse3D.Client;
using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Tests.Dense;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>Fused detections with a class for every pixel of their views, by a dense model in this process or of an image service.</summary>
public sealed class SegmentationTests : IAsyncLifetime
{
    private static readonly DetectorClientOptions Patient = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly TemporaryFolder _temporary = new();
    private readonly List<IAsyncDisposable> _hosts = [];
    private string _model = "", _dense = "";

    public Task InitializeAsync()
    {
        (_model, _dense) = (TinyModel.Write(_temporary), DenseFrames.Write(_temporary, "segformer"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Detect_LocalAndRemoteDenseModel_GiveThePredictorsClasses()
    {
        RunningHost image = await Start(args => ImageHost.Build(args), "--dense-model", _dense);
        using DetectorClient local = await Fusion("--dense", "local", "--dense-folder", _dense), remote = await Fusion("--dense", $"{image.Grpc}");
        await UntilAvailable(remote);
        DetectRequest request = Request(1);
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(_dense));
        byte[] rgb = request.Views[0].Image.Data.ToByteArray();
        Raster<ushort> half = new(60, 40, 1, Depth(1));
        byte[] expected = (await predictor.SegmentAsync(
            [RasterFile.Of(new Picture(TinyModel.Width, TinyModel.Height, rgb)), half.Nearest(TinyModel.Width, TinyModel.Height, 0.5, 0.5)])).Ensemble;

        foreach (DetectorClient client in (DetectorClient[])[local, remote])
        {
            DetectReply reply = await client.DetectAsync(request);

            Assert.False(reply.Degraded, string.Join(", ", reply.MissingBranches));
            ViewSegmentation view = Assert.Single(reply.Segmentation);
            Assert.Equal((0, 0, "segformer"), (view.View, view.Status.Code, view.ModelName));
            Assert.Equal(TinyDense.Classes, view.Labels);
            Assert.Equal(LabelColours.Of(expected, TinyModel.Width, TinyModel.Height).Rgb, PictureFile.Decode(view.Mask.Data.Span, "mask").Rgb);
            Assert.Contains(reply.StageLatency, stage => stage.Stage == "segmentation");
            Assert.NotEmpty(reply.Detections2D);
            foreach (Detection2D flat in reply.Detections2D)
                Assert.Equal(Share(expected, flat), flat.HasMaskShare ? flat.MaskShare : null);
            Assert.All(reply.Detections3D, box => Assert.True(!box.HasMaskShare || box.Label == "chair"));
        }
    }

    [Fact]
    public async Task Detect_SceneIsADepthPicture_ItIsTheModelsDepth()
    {
        using DetectorClient client = await Fusion("--dense", "local", "--dense-folder", _dense);
        DetectRequest request = Request(2);
        request.Views[0].Depth = null;
        ushort[] millimetres = [.. Enumerable.Range(0, TinyModel.Width * TinyModel.Height).Select(i => (ushort)(1000 + i % 500))];
        request.Depth = new()
        {
            Image = new() { Encoding = "16UC1", Width = TinyModel.Width, Height = TinyModel.Height, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<ushort>(millimetres)) },
            Camera = new() { K = { 90, 0, 59.5, 0, 90, 39.5, 0, 0, 1 } },
        };
        request.Axes = Axes.RightDownForward;
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(_dense));
        byte[] expected = (await predictor.SegmentAsync(
            [RasterFile.Of(new Picture(TinyModel.Width, TinyModel.Height, request.Views[0].Image.Data.ToByteArray())), new(TinyModel.Width, TinyModel.Height, 1, millimetres)])).Ensemble;

        ViewSegmentation view = Assert.Single((await client.DetectAsync(request)).Segmentation);

        Assert.Equal((0, ""), (view.Status.Code, view.Status.Message));
        Assert.Equal(LabelColours.Of(expected, TinyModel.Width, TinyModel.Height).Rgb, PictureFile.Decode(view.Mask.Data.Span, "mask").Rgb);
    }

    [Fact]
    public async Task Detect_NoDenseModel_SaysSoAndAnswersWithoutTheWish()
    {
        using DetectorClient client = await Fusion();
        DetectRequest request = Request(1);

        var refused = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(request));
        request.Options.IncludeSegmentation = false;

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("this fusion service has no dense model", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await client.DetectAsync(request)).Segmentation);
    }

    [Fact]
    public async Task Detect_NoDepth_IsAnsweredWithWhyTheViewHasNoClasses()
    {
        using DetectorClient client = await Fusion("--dense", "local", "--dense-folder", _dense);
        DetectRequest request = Request(1);
        request.Views[0].Depth = null;

        DetectReply reply = await client.DetectAsync(request);

        FrameStatus status = Assert.Single(reply.Segmentation).Status;
        Assert.Equal(((int)StatusCode.InvalidArgument, "views[0].depth"), (status.Code, status.Field));
        Assert.Contains("the dense model takes depth", status.Message, StringComparison.Ordinal);
        Assert.Equal((true, "dense"), (reply.Degraded, Assert.Single(reply.MissingBranches)));
        Assert.NotEmpty(reply.Detections2D);
    }

    [Fact]
    public async Task Detect_NobodyAtTheDenseAddress_IsDegradedUnlessAllBranchesAreRequired()
    {
        using DetectorClient client = await Fusion("--dense", "http://127.0.0.1:1");
        DetectRequest request = Request(1);

        DetectReply reply = await client.DetectAsync(request);
        BranchInfo dense = (await client.GetInfoAsync()).Branches.Single(branch => branch.Name == "dense");
        request.Options.RequireAllBranches = true;
        var refused = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(request));

        Assert.Equal((int)StatusCode.Unavailable, Assert.Single(reply.Segmentation).Status.Code);
        Assert.Equal("dense", Assert.Single(reply.MissingBranches));
        Assert.Equal((false, "http://127.0.0.1:1/"), (dense.Available, dense.Address));
        Assert.NotEqual("", dense.Reason);
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    [Fact]
    public async Task Detect_DenseModelIsBusy_AnswersBeforeItsOwnDeadline()
    {
        using var shared = DenseModels.Load([_dense], ComputeDevice.Cpu, DenseLimits.Usual, parallel: 1, waiting: 4);
        RunningHost host = await Start(args => FusionHost.Build(args, dense: shared), "--model", _model, "--points", "local", "--image", "local", "--dense-timeout", "600");
        using GrpcChannel channel = GrpcChannel.ForAddress(host.Grpc);
        var client = new V1.Fusion.FusionClient(channel);
        Assert.Equal(0, (await client.DetectAsync(Request(1), deadline: DateTime.UtcNow.AddSeconds(60))).Segmentation[0].Status.Code);
        using IDisposable busy = await shared.All[0].Gate.EnterAsync(default);

        DetectReply reply = await client.DetectAsync(Request(1), deadline: DateTime.UtcNow.AddSeconds(15));

        Assert.Equal((int)StatusCode.DeadlineExceeded, Assert.Single(reply.Segmentation).Status.Code);
        Assert.True(reply.Degraded);
        Assert.NotEmpty(reply.Detections2D);
        await Eventually.Holds(() => shared.All[0].Gate.Present == 1);      // the frame that nobody waits for has left the queue
    }

    private static DetectRequest Request(int number)
    {
        DetectRequest request = TinyModel.Frame(number);
        request.Options = new() { IncludeSegmentation = true };
        request.Views[0].Depth = new() { Encoding = "16UC1", Width = 60, Height = 40, Data = ByteString.CopyFrom(MemoryMarshal.AsBytes<ushort>(Depth(number))) };
        return request;
    }

    private static ushort[] Depth(int number)
    {
        var random = new Random(number);
        return [.. Enumerable.Range(0, 60 * 40).Select(_ => (ushort)random.Next(10_000))];
    }

    private static float? Share(byte[] labels, Detection2D flat)
    {
        BoundingBox2D box = flat.Box;
        int[] inside = [.. Enumerable.Range(0, labels.Length).Where(i =>
            Math.Abs(i % TinyModel.Width - box.CenterX) <= box.Width / 2 && Math.Abs(i / TinyModel.Width - box.CenterY) <= box.Height / 2)];
        return flat.Label == "chair" && inside.Length > 0 ? (float)((double)inside.Count(i => labels[i] == 2) / inside.Length) : null;
    }

    private async Task<RunningHost> Start(Func<string[], Microsoft.AspNetCore.Builder.WebApplication> build, params string[] args)
    {
        RunningHost host = await RunningHost.StartAsync(build, args);
        _hosts.Add(host);
        return host;
    }

    private async Task<DetectorClient> Fusion(params string[] args) => DetectorClient.ForFusion(
        (await Start(given => FusionHost.Build(given), ["--model", _model, "--points", "local", "--image", "local", .. args])).Grpc, Patient);

    private static Task UntilAvailable(DetectorClient client) =>
        Eventually.Holds(async () => (await client.GetInfoAsync()).Branches.All(branch => branch.Available));
}
