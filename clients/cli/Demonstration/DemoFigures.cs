using System.Globalization;
using Fuse3D.Cli.Evaluation;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Demonstration;

/// <summary>What the services found in rooms, measured as <c>fuse3d eval</c> does.</summary>
/// <param name="config">of the served model, with the rooms as its data</param>
/// <param name="ids">of the rooms</param>
internal sealed class DemoFigures(RunConfig config, IReadOnlyList<string> ids)
{
    private readonly ResultMemory _results = new();
    private readonly SceneResults _scenes = ConfiguredRun.Results(config, ConfiguredRun.Heads(config));

    /// <summary>A room's answer, which must hold the raw heads that <see cref="Asked"/> asks for.</summary>
    public void Add(DetectionSample sample, DetectReply reply) =>
        _results.Add(_scenes.Of(new(0, ids.ToList().IndexOf(sample.Id)), sample, RemotePredictor.Prediction(reply, sample.Views.Count)));

    /// <summary>Heads that a reply must hold to be measured.</summary>
    public static IEnumerable<string> Asked(RunConfig config) => ConfiguredRun.Heads(config).SelectMany(head => head.Prefixes).Append("pred_").Distinct();

    public RunFigures Of()
    {
        var evaluation = new RunEvaluation(_results, ids.Count);
        return new(
            evaluation.Detections([.. ConfiguredRun.Heads(config).Select(head => head.Name)], repeats: 1, ConfiguredRun.Settings(config)),
            evaluation.Pictures(new() { Classes = config.Data.ClassNames }), ids.Count, []);
    }

    /// <summary>Another model on the same rooms, in this process.</summary>
    public static async Task<RunFigures> MeasureAsync(string model, string root, CancellationToken cancel)
    {
        ModelFolder folder = ModelFolder.Open(model);
        RunConfig config = DemoModel.Config(folder, root);
        await using EvaluatedModel network = LocalModel.Open(config, folder, ComputeDevice.Cpu);
        var heads = ConfiguredRun.Heads(config);
        return await ConfiguredRun.MeasureAsync(
            config, ConfiguredRun.Settings(config), SplitOf.Open(config).Work(config, network, heads), heads, new ResultMemory(),
            ConfiguredRun.Options(config) with { Batch = 1, InFlight = 2 }, progress: null, cancel);
    }

    /// <summary>A row of the last table.</summary>
    public static string[] Row(string name, RunFigures figures)
    {
        IReadOnlyList<ThresholdSpread> scenes = figures.Heads is [var head, ..] ? head.Figures.Thresholds : [];
        string At(double threshold) => Percent(scenes.FirstOrDefault(at => at.Threshold.Equals(threshold))?.MeanAveragePrecision.Mean);
        return [name, At(0.25), At(0.5), Percent(figures.Pictures?.Summary.Ap), Percent(figures.Pictures?.Summary.Ap50)];
    }

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
