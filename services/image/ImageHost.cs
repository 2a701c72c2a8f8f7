using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;

namespace Fuse3D.Services.Image;

/// <summary>What the image service is made of.</summary>
public static class ImageHost
{
    public const int GrpcPort = 5102, HttpPort = 5112;

    /// <param name="args">the command line: --model FOLDER, --dense-model FOLDER as often as there are, and what every service has</param>
    /// <param name="branch">a network that this process has loaded already; null: the model folder's</param>
    public static WebApplication Build(string[] args, IImageBranch? branch = null)
    {
        WebApplicationBuilder builder = ServiceDefaultsExtensions.CreateBuilder(args, new CommandLineArguments().With<ImageOptions>(ImageOptions.Section));
        builder.AddServiceDefaults("image", GrpcPort, HttpPort);
        var options = builder.AddValidatedOptions<ImageOptions>(ImageOptions.Section);
        ComputeDevice device = ComputeDevice.Parse(options.Device);
        ImageModel? model = options.Model.Length == 0 ? null : ImageModel.Load(ModelFolder.Open(options.Model), device, options.Precision, branch);
        var limits = new DenseLimits((long)(options.DenseMegapixels * 1e6), options.DenseTilePixels);
        var models = DenseModels.Load(options.DenseModel, device, limits, options.Parallel, options.MaxQueue);

        builder.Services.AddOwned(models, isOwner: true);
        builder.Services.AddSingleton<DenseModelService>();
        if (model is not null)
            AddDetector(builder.Services, model, options, isOwner: branch is null);
        builder.Services.AddHostedService(services => new WarmUp(async cancel =>
        {
            if (model is not null)
                await model.WarmUpAsync(cancel);
            await models.WarmUpAsync(cancel);
        }, services.GetRequiredService<ILogger<WarmUp>>()));

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<DenseModelService>();
        if (model is not null)
            app.MapGrpcService<ImageDetectorService>();
        models.Watch(app.Services.GetRequiredService<FrameMetrics>());
        Serve(app.Services.GetRequiredService<HealthBoard>(), model, models);
        return app;
    }

    private static void AddDetector(IServiceCollection services, ImageModel model, ImageOptions options, bool isOwner)
    {
        services.AddSingleton(model);
        services.AddOwned(model.Branch, isOwner);
        services.AddFrameGate(options.Parallel, options.MaxQueue);
        services.AddSingleton<ImageExchange>();
        services.AddSingleton<BranchSession>();
        services.AddSingleton<ImageDetectorService>();
    }

    private static void Serve(HealthBoard health, ImageModel? model, DenseModels models)
    {
        if (model is not null)
            health.Serve(ImageDetector.Descriptor.FullName, $"model/{model.Name}");
        if (models.All.Count > 0)
            health.Serve([DenseModel.Descriptor.FullName, .. models.All.Select(dense => $"model/{dense.Name}")]);
    }
}
