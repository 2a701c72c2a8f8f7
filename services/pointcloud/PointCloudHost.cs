using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.PointCloud;

/// <summary>What the point service is made of.</summary>
public static class PointCloudHost
{
    public const int GrpcPort = 5101, HttpPort = 5111;

    /// <param name="args">the command line: --model FOLDER, and what every service has</param>
    /// <param name="branch">a network that this process has loaded already; null: the model folder's</param>
    public static WebApplication Build(string[] args, IPointBranch? branch = null)
    {
        WebApplicationBuilder builder = ServiceDefaultsExtensions.CreateBuilder(args, new CommandLineArguments().With<PointCloudOptions>(PointCloudOptions.Section));
        builder.AddServiceDefaults("pointcloud", GrpcPort, HttpPort);
        var options = builder.AddValidatedOptions<PointCloudOptions>(PointCloudOptions.Section);
        ComputeDevice device = ComputeDevice.Parse(options.Device);
        var model = PointModel.Load(ModelFolder.Open(options.Model), device, branch);

        builder.Services.AddSingleton(model);
        builder.Services.AddOwned(model.Branch, isOwner: branch is null);
        builder.Services.AddFrameGate(options.Parallel, options.MaxQueue);
        builder.Services.AddSingleton<PointExchange>();
        builder.Services.AddSingleton<BranchSession>();
        builder.Services.AddSingleton<PointDetectorService>();
        builder.Services.AddHostedService(services => new WarmUp(model.WarmUpAsync, services.GetRequiredService<ILogger<WarmUp>>()));

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<PointDetectorService>();
        app.Services.GetRequiredService<HealthBoard>().Serve(PointDetector.Descriptor.FullName, $"model/{model.Name}");
        return app;
    }
}
