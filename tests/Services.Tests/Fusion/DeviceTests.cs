using System.Runtime.InteropServices;
using Fuse3D.Client;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.Image;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision;
using TorchSharp;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>The option --device: the same answers from modules as from packed networks, in one process and in three.</summary>
[Trait("Category", "Gpu")]
public sealed class DeviceTests : IAsyncLifetime
{
    private const float Limit = 1e-4f;
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

    [SkippableTheory, InlineData("cpu:modules"), InlineData("cuda:0")]
    public async Task Detect_OnModules_AnswersAsThePackedNetworksDo(string device)
    {
        Skip.If(device == "cuda:0" && !torch.cuda.is_available(), "no CUDA device");
        string[] on = ["--model", _model, "--device", device];
        RunningHost points = await Host(args => PointCloudHost.Build(args), on), image = await Host(args => ImageHost.Build(args), on);
        using DetectorClient packed = await Fusion("--points", "local", "--image", "local");
        using DetectorClient local = await Fusion("--points", "local", "--image", "local", "--device", device);
        using DetectorClient remote = await Fusion("--points", points.Grpc.ToString(), "--image", image.Grpc.ToString(), "--device", device);
        await Eventually.Holds(async () => (await remote.GetInfoAsync()).Branches.All(branch => branch.Available));

        DetectReply expected = await packed.DetectAsync(Frame());
        foreach (DetectReply reply in (DetectReply[])[await local.DetectAsync(Frame()), await remote.DetectAsync(Frame())])
        {
            Assert.False(reply.Degraded);
            Assert.Equal(expected.Exchange.Layers, reply.Exchange.Layers);
            Assert.Equal(expected.RawHeads.Select(head => head.Name).Order(), reply.RawHeads.Select(head => head.Name).Order());
            foreach (NamedTensor head in expected.RawHeads.Where(head => head.Tensor.Dtype == DataType.Float32))
                AssertNear(head, reply.RawHeads.Single(other => other.Name == head.Name));
        }

        Assert.Equal("cpu", (await packed.GetInfoAsync()).Model.Device);
        Assert.Equal(device, (await local.GetInfoAsync()).Model.Device);
    }

    [Fact]
    public void Build_UnusableDevice_SaysSo()
    {
        string[] on = ["--model", _model, "--device", "gpu"];
        Func<object>[] builds = [() => PointCloudHost.Build(on), () => ImageHost.Build(on), () => FusionHost.Build(on)];
        foreach (Func<object> build in builds)
            Assert.Contains("device 'gpu' is not known", Assert.Throws<InvalidInputException>(build).Message, StringComparison.Ordinal);
        foreach (string wrong in (string[])["half", "quarter"])
            Assert.Contains(wrong, Assert.Throws<InvalidInputException>(() => ImageHost.Build(["--model", _model, "--precision", wrong])).Message, StringComparison.Ordinal);
    }

    private static DetectRequest Frame()
    {
        DetectRequest request = TinyModel.Frame(1);
        request.Options = new() { IncludeRawHeads = true, IncludeExchange = true };
        return request;
    }

    private static void AssertNear(NamedTensor expected, NamedTensor actual)
    {
        ReadOnlySpan<float> one = MemoryMarshal.Cast<byte, float>(expected.Tensor.Inline.Span), other = MemoryMarshal.Cast<byte, float>(actual.Tensor.Inline.Span);
        Assert.Equal(expected.Tensor.Shape, actual.Tensor.Shape);
        for (int i = 0; i < one.Length; i++)
            Assert.True(MathF.Abs(one[i] - other[i]) <= Limit * MathF.Max(1, MathF.Abs(one[i])), $"{expected.Name}[{i}]: {one[i]} packed, {other[i]} on modules");
    }

    private async Task<DetectorClient> Fusion(params string[] args)
    {
        RunningHost fusion = await Host(all => FusionHost.Build(all), ["--model", _model, .. args]);
        var client = DetectorClient.ForFusion(fusion.Grpc, Patient);
        await Eventually.Holds(async () => (await client.GetInfoAsync()).Branches[0].Available);
        return client;
    }

    private async Task<RunningHost> Host(Func<string[], Microsoft.AspNetCore.Builder.WebApplication> build, string[] args)
    {
        RunningHost host = await RunningHost.StartAsync(build, args);
        _hosts.Add(host);
        return host;
    }
}
