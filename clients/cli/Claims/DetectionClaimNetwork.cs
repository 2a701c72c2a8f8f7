using Fuse3D.Cli.Evaluation;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp;

namespace Fuse3D.Cli.Claims;

/// <summary>A detector.</summary>
internal sealed class DetectionClaimNetwork(RunConfig config) : IClaimNetwork
{
    public string Name => config.Name;

    public TrainConfig Train => config.Train;

    public bool Learn(RunFolder output, IGradientExchange alone, ITrainingObserver observer, CancellationToken stop) =>
        TrainingRun.Run(config, output, torch.CPU, resume: output.LatestState() is not null, alone, observer, stop);

    public async Task<IReadOnlyDictionary<string, double?>> MeasureAsync(RunFolder output, IProgress<RunProgress> progress, CancellationToken stop)
    {
        RunFigures figures = await LocalModel.MeasureAsync(config, ModelFolder.Open(output.Model), progress, stop);
        if (figures.Failures is [var failure, ..])
            throw new CommandFailure($"{Name}: frame {failure.Id} failed: {failure.Message}");
        return new Dictionary<string, double?>
        {
            ["map25"] = figures.MeanAveragePrecision(0.25),
            ["map50"] = figures.MeanAveragePrecision(0.5),
            ["ap"] = figures.Pictures?.Summary.Ap,
            ["ap50"] = figures.Pictures?.Summary.Ap50,
        };
    }
}
