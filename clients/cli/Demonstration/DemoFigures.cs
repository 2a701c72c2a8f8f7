using System.Globalization;
using Fuse3D.Cli.Evaluation;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Demonstration;

/// <summary>What the services found in rooms, measured as <c>fuse3d eval</c> does.</summary>
/// <param name="config">of the served model, with the rooms as its data</param>
/// <param name="rooms">how many</param>
internal sealed class DemoFigures(RunConfig config, int rooms)
{
    private readonly ResultMemory _results = new();
    private readonly SceneResults _scenes = ConfiguredRun.Results(config, ConfiguredRun.Heads(config));

    /// <param name="room">its number, from 0</param>
    /// <param name="reply">with the raw heads of <see cref="ServedModel.RawHeads"/></param>
    public void Add(int room, DetectionSample sample, DetectReply reply) =>
        _results.Add(_scenes.Of(new(0, room), sample, RemotePredictor.Prediction(reply, sample.Views.Count)));

    public RunFigures Of()
    {
        var evaluation = new RunEvaluation(_results, rooms);
        return new(
            evaluation.Detections([.. ConfiguredRun.Heads(config).Select(head => head.Name)], repeats: 1, ConfiguredRun.Settings(config)),
            evaluation.Pictures(new() { Classes = config.Data.ClassNames }), rooms, []);
    }

    /// <summary>Another model on the same rooms, in this process.</summary>
    public static Task<RunFigures> MeasureAsync(string model, string root, CancellationToken cancel)
    {
        ModelFolder folder = ModelFolder.Open(model);
        return LocalModel.MeasureAsync(DemoModel.Config(folder, root), folder, progress: null, cancel);
    }

    /// <summary>A row of the last table.</summary>
    public static string[] Row(string name, RunFigures figures) =>
    [
        name, Percent(figures.MeanAveragePrecision(0.25)), Percent(figures.MeanAveragePrecision(0.5)),
        Percent(figures.Pictures?.Summary.Ap), Percent(figures.Pictures?.Summary.Ap50),
    ];

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) : "–";
}
