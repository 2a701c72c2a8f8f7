using System.Diagnostics;
using Fuse3D.Client;
using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Cli.Demonstration;

/// <summary>The three services on loopback, each a process of its own; disposing stops them.</summary>
internal sealed class DemoServices : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    private readonly ServiceChild[] _services;

    /// <param name="model">folder of a fused detector</param>
    /// <param name="dense">folders of dense models, for the image service</param>
    public DemoServices(string model, IReadOnlyList<string> dense, DirectoryInfo logs)
    {
        ServiceChild points = ServiceChild.Start("pointcloud", logs, "--model", model);
        ServiceChild image = ServiceChild.Start("image", logs, ["--model", model, .. dense.SelectMany(folder => (string[])["--dense-model", folder])]);
        ServiceChild fusion = ServiceChild.Start("fusion", logs, "--model", model, "--points", $"{points.Grpc}", "--image", $"{image.Grpc}");
        _services = [points, image, fusion];
        Image = image.Grpc;
        Client = DetectorClient.ForFusion(fusion.Grpc, new() { Timeout = TimeSpan.FromSeconds(60) });
    }

    /// <summary>Of the image service.</summary>
    public Uri Image { get; }

    /// <summary>Of the fusion service.</summary>
    public DetectorClient Client { get; }

    /// <returns>how long it took</returns>
    /// <exception cref="CommandFailure">a service ended, or they are not ready in time</exception>
    public async Task<TimeSpan> ReadyAsync(CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        string waitingFor = "the fusion service";
        while (Stopwatch.GetElapsedTime(start) < StartTimeout)
        {
            foreach (ServiceChild service in _services)
                service.ThrowIfEnded();
            try
            {
                BranchInfo? missing = (await Client.GetInfoAsync(cancel)).Branches.FirstOrDefault(branch => !branch.Available);
                if (missing is null)
                    return Stopwatch.GetElapsedTime(start);
                waitingFor = $"the {missing.Name} branch: {missing.Reason}";
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable)
            {
                waitingFor = "the fusion service";
            }

            await Task.Delay(200, cancel);
        }

        throw new CommandFailure($"the services are not ready after {StartTimeout.TotalSeconds:0} s; still waiting for {waitingFor}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (ServiceChild service in _services.Reverse())
            await service.DisposeAsync();
    }
}
