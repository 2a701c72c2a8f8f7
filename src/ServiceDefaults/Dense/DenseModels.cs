using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Fusion;
using Grpc.Core;

namespace Fuse3D.ServiceDefaults.Dense;

/// <summary>The dense models of a service, by their names.</summary>
public sealed class DenseModels : IDisposable
{
    private readonly DenseLimits _limits;

    private DenseModels(IReadOnlyList<ServedDense> models, DenseLimits limits) => (All, _limits) = (models, limits);

    /// <summary>In the order in which they were given.</summary>
    public IReadOnlyList<ServedDense> All { get; }

    /// <param name="folders">one for each model</param>
    /// <inheritdoc cref="ServedDense.Load"/>
    public static DenseModels Load(IReadOnlyList<string> folders, ComputeDevice device, DenseLimits limits, int parallel, int waiting)
    {
        List<ServedDense> models = [];
        try
        {
            foreach (string folder in folders)
            {
                models.Add(ServedDense.Load(folder, device, limits, parallel, waiting));
                if (models.SkipLast(1).Any(before => before.Name == models[^1].Name))
                    throw new InvalidInputException($"'{folder}': a dense model named '{models[^1].Name}' is there already; callers choose by name", "dense_model");
            }

            return new(models, limits);
        }
        catch
        {
            models.ForEach(model => model.Dispose());
            throw;
        }
    }

    /// <summary>The model that a request means.</summary>
    /// <param name="name">empty: the only one of the kind</param>
    /// <exception cref="RpcException">NOT_FOUND: there is none of this name</exception>
    /// <exception cref="InvalidInputException">it is of the other kind, or several could be meant</exception>
    public ServedDense Find(string name, bool isSegmentation)
    {
        if (name.Length > 0)
            return OfKind(Named(name), isSegmentation);
        ServedDense[] fitting = [.. All.Where(model => model.Model.IsSegmentation == isSegmentation)];
        if (fitting.Length > 1)
            throw Fields.Wrong("model_name", $"several models {Verb(isSegmentation)}; name one of {Names(fitting)}");
        return fitting.Length == 1 ? fitting[0] : OfKind(All.Count > 0 ? All[0] : throw None(), isSegmentation);
    }

    public DenseInfoReply Info(GetInfoRequest request, HostingOptions options)
    {
        var reply = new DenseInfoReply
        {
            ServiceVersion = ServiceVersion.Text,
            MaxMessageBytes = (ulong)options.MaxMessageBytes,
            MaxQueue = (uint)(All.Count > 0 ? All[0].Gate.Capacity : 0),
            MaxPicturePixels = (ulong)_limits.PicturePixels,
            MaxTilePixels = (uint)_limits.TilePixels,
        };
        reply.Models.AddRange((request.ModelName.Length > 0 ? [Named(request.ModelName)] : All).Select(model => model.ToWire()));
        return reply;
    }

    public async Task WarmUpAsync(CancellationToken cancel)
    {
        foreach (ServedDense model in All)
            await model.WarmUpAsync(cancel);
    }

    /// <summary>Shows the queues in a service's metrics.</summary>
    public void Watch(FrameMetrics metrics)
    {
        foreach (ServedDense model in All)
            metrics.Watch(model.Gate);
    }

    public void Dispose()
    {
        foreach (ServedDense model in All)
            model.Dispose();
    }

    private ServedDense Named(string name) => All.FirstOrDefault(model => model.Name == name) ?? throw (All.Count == 0
        ? None()
        : new(new(StatusCode.NotFound, $"there is no model '{name}' here; this service has {Names(All)}")));

    private static ServedDense OfKind(ServedDense model, bool isSegmentation) => model.Model.IsSegmentation == isSegmentation
        ? model
        : throw Fields.Wrong("model_name", $"model '{model.Name}' {Verb(!isSegmentation)}s; it does not {Verb(isSegmentation)}");

    private static RpcException None() => new(new(StatusCode.NotFound, "this service has no dense model; it is started with --dense-model FOLDER"));

    private static string Verb(bool isSegmentation) => isSegmentation ? "segment" : "translate";

    private static string Names(IEnumerable<ServedDense> models) => string.Join(", ", models.Select(model => $"'{model.Name}'"));
}
