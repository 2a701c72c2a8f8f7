using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Optimization;
using Fuse3D.Vision.Training.Parallel;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Tasks;

/// <summary>Learning to find objects in scenes: Group-Free 3D from points, TokenFusion from points and pictures.</summary>
public sealed class SceneTask : ITrainingTask<DetectionSample>
{
    private readonly RunConfig _config;
    private readonly IDetectionDataset _train;
    private readonly IDetectionDataset? _val;
    private readonly SampleDraw _draw;
    private readonly Func<IReadOnlyList<DetectionSample>, int, LossTerms> _loss;
    private readonly Func<IScenePredictor> _predictor;

    private SceneTask(
        RunConfig config, IDetectionDataset train, IDetectionDataset? val, nn.Module network, Func<IScenePredictor> predictor,
        Func<IReadOnlyList<DetectionSample>, int, LossTerms> loss)
    {
        (_config, _train, _val, Network, _predictor, _loss) = (config, train, val, network, predictor, loss);
        _draw = ConfiguredRun.Draw(config) with { Augment = config.Data.Augment };
        Groups = ParameterGroups.Of(network, config.Family, config.Train.Optimizer);
        network.train();
    }

    public nn.Module Network { get; }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public IReadOnlyList<string> Ids => _train.Ids;

    /// <param name="config">of family group_free</param>
    /// <param name="val">what the network is measured on; null: nothing</param>
    public static SceneTask GroupFree(RunConfig config, IDetectionDataset train, IDetectionDataset? val, Device device, IGradientExchange exchange)
    {
        var precision = new MixedPrecision(config.Train.Precision, device);
        GroupFreeNetwork network = FirstWeights.Make(config, () => new GroupFreeNetwork(config.Described().PointConfig() with { Dropout = config.Train.Dropout }), device);
        var loss = new GroupFreeLoss(ConfiguredLosses.Points(config)) { MeanOverProcesses = ConfiguredLosses.Counting(config.Train, exchange) };
        JoinedBatch.ShareNorms(network, config.Train, exchange);
        return new(config, train, val, network, () => NetworkPredictor.Of(network, device), (batch, _) =>
            loss.Compute(precision.Run(() => network.call(SceneTensors.Clouds(batch, device))), Targets(batch, device)));
    }

    /// <param name="config">of family token_fusion</param>
    /// <inheritdoc cref="GroupFree"/>
    public static SceneTask TokenFusion(RunConfig config, IDetectionDataset train, IDetectionDataset? val, Device device, IGradientExchange exchange)
    {
        var precision = new MixedPrecision(config.Train.Precision, device);
        TokenFusionNetwork network = FirstWeights.Make(config, () => new TokenFusionNetwork(Shape(config)), device);
        var joined = new JoinedBatch(config.Train, exchange, device);
        Func<Tensor, Tensor> counting = ConfiguredLosses.Counting(config.Train, exchange);
        var loss = new TokenFusionLoss(ConfiguredLosses.Fused(config))
        {
            MeanOverProcesses = counting,
            Processes = joined.Processes,
        };
        JoinedBatch.ShareNorms(network, config.Train, exchange);
        return new(config, train, val, network, () => NetworkPredictor.Of(network, device), (samples, epoch) =>
        {
            DetectionSample[] batch = WithEqualViews(samples, joined);
            bool patches = loss.Options.Pictures.PatchWeight > 0 && epoch <= loss.Options.LastPictureEpoch;
            Dictionary<string, Tensor> outputs = precision.Run(() => Fused(network, batch, device, patches));
            LossTerms terms = loss.Compute(outputs, Targets(batch, device), [.. batch.Select(sample => sample.Views.Select(view => view.Targets).ToList())], epoch);
            return patches ? AddPatches(terms, outputs, [.. batch.SelectMany(sample => sample.Views)], loss.Options.Pictures, counting) : terms;
        });
    }

    public DetectionSample Draw(string id, ulong seed)
    {
        DetectionSample sample = _train.Draw(id, _config.Data.Redraw ? _draw with { Seed = seed } : _draw);
        return _draw.Views == 0 || sample.Views.Count > 0 ? sample : throw new InvalidInputException($"{id} has no picture; a fused network needs at least one", "views");
    }

    public LossTerms Loss(IReadOnlyList<DetectionSample> batch, int epoch) => _loss(batch, epoch);

    /// <summary>mAP at each threshold of each selection of heads, by the published rules of validation: empty boxes stay, one pass.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Validate(CancellationToken cancel)
    {
        if (_val is null)
            return [];
        RunConfig once = _config with { Eval = _config.Eval with { RemoveEmpty = false, Repeats = 1 } };
        IScenePredictor predictor = _predictor();
        try
        {
            RunFigures figures = ConfiguredRun.MeasureAsync(once, _val, predictor, cancel: cancel).GetAwaiter().GetResult();
            return [.. ValidationFigures.Of(figures)];
        }
        finally
        {
            predictor.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public void WriteModel(string folder) => ModelFolderWriter.Write(folder, _config.Model, _config.Data.ClassNames, WeightTable.Of(Network));

    public void Dispose() => Network.Dispose();

    private static TokenFusionConfig Shape(RunConfig config)
    {
        TokenFusionConfig shape = config.Described().FusionConfig();
        return shape with
        {
            Points = shape.Points with { Dropout = config.Train.Dropout },
            Image = shape.Image with { DropPath = config.Train.DropPath },
        };
    }

    private static Dictionary<string, Tensor> Fused(TokenFusionNetwork network, IReadOnlyList<DetectionSample> batch, Device device, bool patches)
    {
        Dictionary<string, Tensor> outputs = network.call(
            SceneTensors.Clouds(batch, device), SceneTensors.Views(batch, device), seeds => SceneTensors.Patches(seeds, batch));
        if (patches)
            (outputs["patch_logits2d"], outputs["patch_boxes2d"]) = network.Image.PatchHeads(outputs[$"img_tokens{network.Config.Points.DecoderLayers - 1}"]);
        return outputs;
    }

    private static LossTerms AddPatches(LossTerms terms, Dictionary<string, Tensor> outputs, IReadOnlyList<SampleView> views, YolosLossOptions options, Func<Tensor, Tensor> counting)
    {
        var grid = new PatchGrid(views[0].Size.Width, views[0].Size.Height, YolosConfig.Patch);
        return PatchLoss.Add(
            terms, (outputs["patch_logits2d"], outputs["patch_boxes2d"]), grid, [.. views.Select(view => view.Targets)], [.. views.Select(view => view.Size)],
            options, counting);
    }

    // Scenes of ScanNet may have fewer pictures than asked for; a batch takes as many of each as its poorest scene has.
    private static DetectionSample[] WithEqualViews(IReadOnlyList<DetectionSample> samples, JoinedBatch joined)
    {
        int views = joined.Smallest(samples.Min(sample => sample.Views.Count));
        return [.. samples.Select(sample => sample with { Views = [.. sample.Views.Take(views)] })];
    }

    private static DetectionTargets Targets(IReadOnlyList<DetectionSample> batch, Device device) =>
        DetectionTargets.From([.. batch.Select(sample => sample.Targets)], device);
}
