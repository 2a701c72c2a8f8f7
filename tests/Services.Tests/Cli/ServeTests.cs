using System.Globalization;
using Fuse3D.Client;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Google.Protobuf;

namespace Fuse3D.Services.Tests.Cli;

/// <summary><c>fuse3d serve</c> of all services in one process. Their ports are fixed, so it has a loopback address of its own.</summary>
public sealed class ServeTests : IDisposable
{
    private static readonly DetectorClientOptions Patient = new() { Timeout = TimeSpan.FromSeconds(90), WaitForReady = true };
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Serve_AllWithADenseModel_SegmentsAndDetectsAndEndsInOrder()
    {
        int own = Environment.ProcessId;
        string address = string.Create(CultureInfo.InvariantCulture, $"127.{2 + (own >> 14) % 250}.{(own >> 7) % 128}.{2 + own % 128}");
        using CommandLine process = CommandLine.Start(
            "serve", "--model", TinyModel.Write(_temporary), "--dense-model", DenseFrames.Write(_temporary, "segformer"),
            "--bind", address, "--drain-delay", "0");
        Task<(int Exit, string Output, string Error)> end = process.EndAsync();
        using DenseClient dense = new(Address(ImageHost.GrpcPort), Patient);
        using DetectorClient points = DetectorClient.ForPoints(Address(PointCloudHost.GrpcPort), Patient), fusion = DetectorClient.ForFusion(Address(FusionHost.GrpcPort), Patient);

        Task<DenseReply> first = dense.SegmentAsync(DenseFrames.Segmentation(1, 40, 32));
        Assert.True(await Task.WhenAny(first, end) == first, end.IsCompleted ? (await end).Error : "");
        DenseReply reply = await first;
        DetectRequest frame = TinyModel.Frame(1);
        DetectReply found = await points.DetectAsync(frame);
        frame.Options = new() { IncludeSegmentation = true };
        frame.Views[0].Depth = new() { Encoding = "16UC1", Width = 60, Height = 40, Data = ByteString.CopyFrom(new byte[2 * 60 * 40]) };
        DetectReply fused = await fusion.DetectAsync(frame);
        process.Terminate();
        var (exit, _, error) = await end;

        Assert.Equal(("segformer", 40u, 32u), (reply.ModelName, reply.Width, reply.Height));
        Assert.Equal(40 * 32, reply.Ensemble.Values.Inline.Length);
        Assert.Equal(("tiny", "tiny"), (found.ModelName, fused.ModelName));
        Assert.Equal("segformer", Assert.Single(fused.Segmentation).ModelName);
        Assert.True(exit == 0, error);

        Uri Address(int port) => new($"http://{address}:{port}");
    }
}
