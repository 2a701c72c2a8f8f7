using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.Services.Fusion.Branches;
using Fuse3D.Services.Fusion.Labels;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Grpc.Core;

namespace Fuse3D.Services.Fusion;

/// <summary>What the fusion service is made of.</summary>
public static class FusionHost
{
    public const int GrpcPort = 5103, HttpPort = 5113;

    /// <param name="args">the command line: --model FOLDER, --points and --image ADDRESS or "local", and what every service has</param>
    /// <param name="points">a point branch that this process has already; null: as the options say</param>
    /// <param name="image">an image branch that this process has already; null: as the options say</param>
    /// <param name="dense">dense models that this process has already; null: as the options say</param>
    public static WebApplication Build(string[] args, IPointBranch? points = null, IImageBranch? image = null, DenseModels? dense = null)
    {
        WebApplicationBuilder builder = ServiceDefaultsExtensions.CreateBuilder(args, new CommandLineArguments().With<FusionOptions>(FusionOptions.Section));
        builder.AddServiceDefaults("fusion", GrpcPort, HttpPort);
        var options = builder.AddValidatedOptions<FusionOptions>(FusionOptions.Section);
        ComputeDevice device = ComputeDevice.Parse(options.Device);
        ModelFolder folder = ModelFolder.Open(options.Model);
        FusionModel model = FusionModel.Load(folder, device);
        List<IAsyncDisposable> owned = [];
        if (points is null && options.Points == FusionOptions.Local)
            owned.Add(points = folder.LoadPoints(device));
        if (image is null && options.Image == FusionOptions.Local)
            owned.Add(image = folder.LoadImage(device, options.Precision));

        builder.Services.AddSingleton(model);
        builder.Services.AddFrameGate(options.Parallel, options.MaxQueue);
        builder.Services.AddSingleton(services => Connect(services, model, options, points, image, owned));
        builder.Services.AddSingleton(services => new ViewLabeller(
            OpenDense(options, device, dense, services.GetRequiredService<HostingOptions>().MaxMessageBytes), TimeSpan.FromSeconds(options.DenseTimeout)));
        builder.Services.AddSingleton<FusionService>();

        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<FusionService>();
        app.Services.GetRequiredService<ViewLabeller>();      // a folder that is not whole is told now
        FollowPoints(app.Services.GetRequiredService<BranchSet>(), app.Services.GetRequiredService<HealthBoard>(), model);
        return app;
    }

    private static BranchSet Connect(
        IServiceProvider services, FusionModel model, FusionOptions options, IPointBranch? points, IImageBranch? image, List<IAsyncDisposable> owned)
    {
        int limit = services.GetRequiredService<HostingOptions>().MaxMessageBytes;
        BranchConnector Connector(string branch, string address, Func<Uri, int, CallOptions, BranchCall> open, Func<V1.Hello, string?> check) => new(
            branch, new Uri(address), options => open(new Uri(address), limit, options), check, services.GetRequiredService<SharedMemoryOptions>(),
            services.GetRequiredService<FrameMetrics>(), services.GetRequiredService<ILogger<BranchConnector>>());

        BranchConnector? toPoints = points is not null ? null : Connector("points", options.Points, BranchChannel.ToPoints, hello => model.WhyNot(BranchHello.ReadPoints(hello)));
        BranchConnector? toImage = image is not null ? null : Connector("image", options.Image, BranchChannel.ToImage, hello => model.WhyNot(BranchHello.ReadImage(hello)));
        return new(model, toPoints, toImage, points, image, owned, options);
    }

    private static IDenseBranch? OpenDense(FusionOptions options, ComputeDevice device, DenseModels? shared, int maxMessageBytes)
    {
        if (shared is not null && options.Dense.Length == 0)
            return shared.All.Any(model => model.Model.IsSegmentation) ? new LocalDenseBranch(shared.Find(options.DenseName, isSegmentation: true), owned: null) : null;
        if (options.Dense.Length == 0)
            return null;
        if (options.Dense != FusionOptions.Local)
            return new RemoteDenseBranch(new Uri(options.Dense), options.DenseName, maxMessageBytes);
        var own = DenseModels.Load([options.DenseFolder], device, DenseLimits.Usual, options.Parallel, options.MaxQueue);
        return new LocalDenseBranch(own.Find(options.DenseName, isSegmentation: true), own);
    }

    // Without points there is no answer; without pictures there is a degraded one.
    private static void FollowPoints(BranchSet branches, HealthBoard health, FusionModel model)
    {
        void Tell()
        {
            health.Set(V1.Fusion.Descriptor.FullName, branches.Points.IsAvailable);
            health.Set($"model/{model.Name}", branches.Points.IsAvailable);
        }

        if (branches.Points.Connector is { } connector)
            connector.Changed += Tell;
        branches.Points.Connector?.Start();
        branches.Image.Connector?.Start();
        Tell();
    }
}
