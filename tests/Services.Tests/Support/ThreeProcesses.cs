using Fuse3D.Client;
using Fuse3D.V1;

namespace Fuse3D.Services.Tests.Support;

/// <summary>The point, image and fusion services, each in its own process, the fusion connected to both.</summary>
internal sealed class ThreeProcesses : IAsyncDisposable
{
    private readonly string _model;

    private ThreeProcesses(string model, ChildService points, ChildService image, ChildService fusion) =>
        (_model, Points, Image, Fusion) = (model, points, image, fusion);

    public ChildService Points { get; }

    public ChildService Image { get; private set; }

    public ChildService Fusion { get; }

    public static async Task<ThreeProcesses> StartAsync(string model, params string[] fusionArgs)
    {
        Task<ChildService> points = ChildService.StartAsync("PointCloud", "--model", model), image = ChildService.StartAsync("Image", "--model", model);
        ChildService fusion = await ChildService.StartAsync(
            "Fusion", ["--model", model, "--points", (await points).Grpc.ToString(), "--image", (await image).Grpc.ToString(), .. fusionArgs]);
        var three = new ThreeProcesses(model, await points, await image, fusion);
        await three.UntilBranches(available: true);
        return three;
    }

    /// <summary>The image service again, on the port that it had.</summary>
    public async Task RestartImageAsync()
    {
        int port = Image.Grpc.Port;
        await Image.DisposeAsync();
        Image = await ChildService.StartAsync("Image", "--model", _model, "--grpc-port", $"{port}");
    }

    public async Task UntilBranches(bool available)
    {
        using var client = DetectorClient.ForFusion(Fusion.Grpc);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        GetInfoReply info;
        do
        {
            await Task.Delay(20, limit.Token);
            info = await client.GetInfoAsync(limit.Token);
        }
        while (info.Branches.All(branch => branch.Available) != available);
    }

    public async ValueTask DisposeAsync()
    {
        await Fusion.DisposeAsync();
        await Image.DisposeAsync();
        await Points.DisposeAsync();
    }
}
