using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Optimization;
using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks;

/// <summary>Learning to find objects in pictures: YOLOS.</summary>
public sealed class PictureTask : ITrainingTask<PictureSample>
{
    private readonly RunConfig _config;
    private readonly IPictureDataset _train;
    private readonly IPictureDataset? _val;
    private readonly Device _device;
    private readonly YolosNetwork _network;
    private readonly YolosLoss _loss;
    private readonly MixedPrecision _precision;
    private readonly PictureDraw _draw;
    private readonly JoinedBatch _joined;

    private PictureTask(
        RunConfig config, IPictureDataset train, IPictureDataset? val, Device device, MixedPrecision precision, YolosNetwork network, YolosLoss loss, JoinedBatch joined)
    {
        (_config, _train, _val, _device, _precision, _network, _loss, _joined) = (config, train, val, device, precision, network, loss, joined);
        _draw = new(ConfiguredRun.View(config), Seed: 0) { Augment = config.Data.Augment };
        Groups = ParameterGroups.Of(network, config.Family, config.Train.Optimizer);
        network.train();
    }

    public nn.Module Network => _network;

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public IReadOnlyList<string> Ids => _train.Ids;

    /// <param name="config">of family yolos</param>
    /// <param name="val">what the network is measured on; null: nothing</param>
    public static PictureTask Yolos(RunConfig config, IPictureDataset train, IPictureDataset? val, Device device, IGradientExchange exchange)
    {
        var precision = new MixedPrecision(config.Train.Precision, device);
        YolosNetwork network = FirstWeights.Make(config, () => new YolosNetwork(config.Described().ImageConfig() with { DropPath = config.Train.DropPath }), device);
        YolosLoss loss = new(ConfiguredLosses.Pictures(config.Train.Loss)) { MeanOverProcesses = ConfiguredLosses.Counting(config.Train, exchange) };
        return new(config, train, val, device, precision, network, loss, new(config.Train, exchange, device));
    }

    public PictureSample Draw(string id, ulong seed) => _train.Draw(id, _config.Data.Redraw ? _draw with { Seed = seed } : _draw);

    public LossTerms Loss(IReadOnlyList<PictureSample> batch, int epoch)
    {
        Tensor pictures = Padded(batch);
        IReadOnlyList<PictureTarget>[] targets = [.. batch.Select(sample => sample.Targets)];
        if (_loss.Options.PatchWeight == 0)
        {
            var (logits, boxes) = _precision.Run(() => _network.call(pictures));
            return _loss.Compute(logits, boxes, targets);
        }

        Dictionary<string, Tensor> outputs = _precision.Run(() => _network.WithPatches(pictures));
        var grid = new PatchGrid((int)pictures.shape[3], (int)pictures.shape[2], YolosConfig.Patch);
        LossTerms terms = _loss.Compute(outputs["pred_logits"], outputs["pred_boxes"], targets);
        return PatchLoss.Add(
            terms, (outputs["patch_logits"], outputs["patch_boxes"]), grid, targets, [.. batch.Select(sample => sample.Size)], _loss.Options, _loss.MeanOverProcesses);
    }

    /// <summary>COCO's averages of precision.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Validate(CancellationToken cancel)
    {
        if (_val is null)
            return [];
        var predictor = new PictureNetworkPredictor(_network, _device);
        try
        {
            RunFigures figures = ConfiguredRun.MeasureAsync(_config, _val, predictor, cancel: cancel).GetAwaiter().GetResult();
            return [.. ValidationFigures.Of(figures)];
        }
        finally
        {
            predictor.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public void WriteModel(string folder) => ModelFolderWriter.Write(folder, _config.Model, _config.Data.ClassNames, WeightTable.Of(_network));

    public void Dispose() => _network.Dispose();

    /// <summary>Pictures in the upper left of a common frame of zeros, as the published code batches them.</summary>
    /// <returns>[B, 3, H, W]</returns>
    private Tensor Padded(IReadOnlyList<PictureSample> batch)
    {
        int height = _joined.Largest(batch.Max(sample => sample.Size.Height)), width = _joined.Largest(batch.Max(sample => sample.Size.Width));
        Tensor all = zeros(batch.Count, 3, height, width);
        for (int i = 0; i < batch.Count; i++)
        {
            PictureSize size = batch[i].Size;
            using Tensor planes = tensor(batch[i].Planes, [3, size.Height, size.Width]);
            using Tensor place = all[i].narrow(1, 0, size.Height).narrow(2, 0, size.Width);
            place.copy_(planes);
        }

        return all.to(_device);
    }
}
