using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.Dense;
using DenseOptions = Fuse3D.Vision.Models.Dense.DenseOptions;

namespace Fuse3D.ServiceDefaults.Dense;

/// <summary>A model of segmentation or translation as a service serves it: its network, its queue, what callers may ask for.</summary>
public sealed class ServedDense : IDisposable
{
    private const int WarmUpSide = 64;

    private readonly DensePredictor _predictor;
    private readonly DenseLimits _limits;
    private readonly string _device, _weightsSum;

    private ServedDense(DensePredictor predictor, string device, string weightsSum, DenseLimits limits, FrameGate gate) =>
        (_predictor, _device, _weightsSum, _limits, Gate) = (predictor, device, weightsSum, limits, gate);

    public DescribedDense Model => _predictor.Model;

    public string Name => Model.Description.Name;

    /// <summary>Frames that run or wait.</summary>
    public FrameGate Gate { get; }

    /// <param name="folder">of the model</param>
    /// <param name="parallel">frames in work; the network itself takes one after the other</param>
    /// <param name="waiting">frames that may wait</param>
    /// <exception cref="InvalidInputException">the folder is not whole, or the weights do not fit</exception>
    public static ServedDense Load(string folder, ComputeDevice device, DenseLimits limits, int parallel, int waiting)
    {
        if (!DenseModelFolder.Holds(folder))
            throw new InvalidInputException($"'{folder}' holds no model of segmentation or translation; their families are {string.Join(", ", DenseFamilies.All)}", "model");
        DenseModelFolder opened = DenseModelFolder.Open(folder);
        return new(DensePredictor.Load(opened, device.Device), device.Name, opened.WeightsSum, limits, new(parallel, waiting));
    }

    /// <summary>A class for every pixel of one frame.</summary>
    public Task<DenseReply> SegmentAsync(DenseRequest request, FrameStages stages) => InTurn(stages, async () =>
    {
        var (pictures, options) = stages.Run("read", () =>
        {
            IReadOnlyList<Raster<ushort>> read = DenseWire.Pictures(request, Model, _limits.PicturePixels);
            return (read, Options(request, read[0].Width, read[0].Height));
        });
        SegmentationResult result = await stages.RunAsync("network", () => _predictor.SegmentAsync(pictures, options, stages.Cancel));
        return stages.Run("postprocess", () => DenseReplies.Of(request, Model, result));
    });

    /// <summary>One view in the model's target domain.</summary>
    public Task<DenseReply> TranslateAsync(DenseRequest request, FrameStages stages) => InTurn(stages, async () =>
    {
        var (pictures, options) = stages.Run("read", () =>
        {
            IReadOnlyList<Picture> read = DenseWire.Views(request, Model, _limits.PicturePixels);
            return (read, Options(request, read[0].Width, read[0].Height));
        });
        TranslationResult result = await stages.RunAsync("network", () => _predictor.TranslateAsync(pictures, options, stages.Cancel));
        return stages.Run("postprocess", () => DenseReplies.Of(request, Model, result));
    });

    /// <summary>One frame without anything on it.</summary>
    public async Task WarmUpAsync(CancellationToken cancel)
    {
        if (Model.IsSegmentation)
            await _predictor.SegmentAsync([.. Model.Modalities.Select(_ => Blank())], cancel: cancel);
        else
            await _predictor.TranslateAsync([.. Model.Modalities.Select(_ => new Picture(WarmUpSide, WarmUpSide, new byte[3 * WarmUpSide * WarmUpSide]))], cancel: cancel);
    }

    public DenseModelInfo ToWire() => DenseReplies.Info(Model, _device, _weightsSum);

    /// <summary>Finishes what is queued.</summary>
    public void Dispose()
    {
        _predictor.Dispose();
        Gate.Dispose();
    }

    // First its turn: a frame that waits is not yet unpacked.
    private async Task<DenseReply> InTurn(FrameStages stages, Func<Task<DenseReply>> answer)
    {
        using IDisposable turn = await stages.RunAsync("queue", () => Gate.EnterAsync(stages.Cancel));
        return await answer();
    }

    private DenseOptions Options(DenseRequest request, int width, int height) => DenseWire.Options(request.Options, (long)width * height, _limits);

    private static Raster<ushort> Blank() => new(WarmUpSide, WarmUpSide, 1, new ushort[WarmUpSide * WarmUpSide]);
}
