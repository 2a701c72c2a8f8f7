using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Image;

/// <summary>What the image service is made of.</summary>
public static class ImageHost
{
    public const int GrpcPort = 5102, HttpPort = 5112;

    /// <param name="args">the command line: --model FOLDER, and what every service has</param>
    /// <param name="branch">a network that this process has loaded already; null: the model folder's</param>
    public static WebApplication Build(string[] args, IImageBranch? branch = null)
    {
        WebApplicationBuilder builder = ServiceDefaultsExtensions.CreateBuilder(args, new CommandLineArguments().With<ImageOptions>(ImageOptions.Section));
        builder.AddServiceDefaults("image", GrpcPort, HttpPort);
        var options = builder.AddValidatedOptions<ImageOptions>(ImageOptions.Section);
        ComputeDevice device = ComputeDevice.Parse(options.Device);
        var model = ImageModel.Load(ModelFolder.Open(options.Model), device, options.Precision, branch);

        builder.Services.AddSingleton(model);
        builder.Services.AddOwned(model.Branch, isOwner: branch is null);
        builder.Services.AddFrameGate(options.Parallel, options.MaxQueue);
        builder.Services.AddSingleton<ImageExchange>();
        builder.Services.AddSingleton<BranchSession>();
        builder.Services.AddSingleton<ImageDetectorService>();
        builder.Services.AddHostedService(services => new WarmUp(model.WarmUpAsync, services.GetRequiredService<ILogger<WarmUp>>()));

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<ImageDetectorService>();
        app.Services.GetRequiredService<HealthBoard>().Serve(ImageDetector.Descriptor.FullName, $"model/{model.Name}");
        return app;
    }
}
