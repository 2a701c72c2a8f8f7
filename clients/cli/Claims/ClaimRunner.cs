using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fuse3D.Cli.Evaluation;
using Fuse3D.Cli.Training;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Claims;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;
using Fuse3D.Vision.Metrics.Running.Storage;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp;

namespace Fuse3D.Cli.Claims;

/// <summary>Makes the results that claims need and that are not there yet: rooms, networks, figures. Each step that was done stays done.</summary>
/// <param name="path">of the claims' file; configurations are named from its folder on</param>
/// <param name="folder">rooms go to sets/, networks to RUN/SEED/</param>
internal sealed class ClaimRunner(string path, ClaimsConfig claims, ClaimResults results, string folder)
{
    /// <summary>One network, from its data to its figures on every set.</summary>
    /// <exception cref="OperationCanceledException">stopped; the same call goes on</exception>
    public async Task RunAsync(ClaimRun run, ulong seed, CancellationToken stop)
    {
        string trained = Trained(run);
        string[] missing = [.. run.Measured.Where(set => !results.Has(run.Name, seed, set, trained))];
        if (missing.Length == 0)
            return;
        RunConfig config = Config(run, seed, Generate(run.Learns, stop));
        RunFolder output = new(Folder(run.Name, seed));
        Train(config, output, trained, stop);
        double minutes = double.Parse(File.ReadAllText(Minutes(output)), CultureInfo.InvariantCulture);
        foreach (string set in missing)
        {
            ClaimResult result = await MeasureAsync(run, seed, config with { Data = config.Data with { Root = Generate(set, stop) } }, output.Model, stop);
            results.Add(result with { Set = set, Trained = trained, Minutes = Math.Round(minutes, 1) });
        }
    }

    private string Generate(string name, CancellationToken stop)
    {
        RoomSet set = claims.Sets.First(set => set.Name == name);
        string root = Path.Combine(folder, "sets", name);
        var progress = new Generation.RoomsProgress(Console.Error, live: !Console.IsErrorRedirected);
        try
        {
            RoomGeneration.Run(root, Options(set) with { Progress = progress.Show }, stop);
        }
        finally
        {
            progress.End();
        }

        return root;
    }

    private static GenerationOptions Options(RoomSet set) => new()
    {
        Scenes = set.Scenes,
        Validation = set.Val,
        Seed = set.Seed,
        Layouts = [set.Layout],
        Views = set.Views,
        Points = set.Points,
        Rooms = new() { LookAlike = set.LookAlike, DepthInvisible = set.DepthInvisible },
    };

    private RunConfig Config(ClaimRun run, ulong seed, string root)
    {
        List<string> changes = [.. run.Set, $"train.seed={seed}", $"data.root={root}"];
        if (run.Points.Length > 0)
            changes.Add($"train.start.points={new RunFolder(Folder(run.Points, seed)).Model}");
        if (run.Image.Length > 0)
            changes.Add($"train.start.image={new RunFolder(Folder(run.Image, seed)).Model}");
        return RunConfig.Load(ConfigPath(run), changes);
    }

    private string ConfigPath(ClaimRun run) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, run.Config);

    /// <summary>Everything that decides what is learnt: configuration, rooms, and the runs whose networks it starts from.</summary>
    /// <remarks>Of what the files say, not of what the program makes of it, so that new keys with defaults leave old results in place.</remarks>
    private string Trained(ClaimRun run)
    {
        RoomSet set = claims.Sets.First(set => set.Name == run.Learns);
        string[] parts =
        [
            .. File.ReadLines(ConfigPath(run)).Select(line => line.Split(" #")[0].TrimEnd()).Where(line => line.Length > 0 && line[0] != '#'),
            .. run.Set,
            string.Create(CultureInfo.InvariantCulture,
                $"{set.Layout} {set.Scenes} {set.Val} {set.Seed} {set.Points} {set.Views} {set.LookAlike} {set.DepthInvisible}"),
            .. claims.Runs.Where(other => other.Name == run.Points || other.Name == run.Image).Select(Trained),
        ];
        return RunIdentity.Sum(parts)[..16];
    }

    private static void Train(RunConfig config, RunFolder output, string trained, CancellationToken stop)
    {
        string identity = Path.Combine(output.Path, "trained.txt");
        if (Directory.Exists(output.Path) && (!File.Exists(identity) || File.ReadAllText(identity).Trim() != trained))
        {
            throw new CommandFailure(
                $"{output.Path} holds a network of another configuration, of other rooms or of another start; move it away, or name another folder with --out");
        }

        if (Directory.Exists(output.Model))
            return;
        Directory.CreateDirectory(output.Path);
        File.WriteAllText(identity, trained + "\n", Encoding.ASCII);
        long start = Stopwatch.GetTimestamp();
        torch.set_num_threads(Environment.ProcessorCount);
        using IGradientExchange alone = ProcessGroupExchange.FromEnvironment(torch.CPU);
        using var observer = new RunObserver(config, output, first: true);
        bool done = TrainingRun.Run(config, output, torch.CPU, resume: output.LatestState() is not null, alone, observer, stop);
        double before = File.Exists(Minutes(output)) ? double.Parse(File.ReadAllText(Minutes(output)), CultureInfo.InvariantCulture) : 0;
        File.WriteAllText(Minutes(output), (before + Stopwatch.GetElapsedTime(start).TotalMinutes).ToString("R", CultureInfo.InvariantCulture));
        if (!done)
            throw new OperationCanceledException(stop);
    }

    private static async Task<ClaimResult> MeasureAsync(ClaimRun run, ulong seed, RunConfig config, string model, CancellationToken stop)
    {
        var progress = new ProgressLine(Console.Error, isTerminal: !Console.IsErrorRedirected);
        await using EvaluatedModel network = LocalModel.Open(config, ModelFolder.Open(model), ComputeDevice.Cpu);
        SplitOf split = SplitOf.Open(config);
        var heads = ConfiguredRun.Heads(config);
        RunOptions options = ConfiguredRun.Options(config) with { Batch = 1, InFlight = 3 };
        RunFigures figures = await ConfiguredRun.MeasureAsync(
            config, ConfiguredRun.Settings(config), split.Work(config, network, heads), heads, new ResultMemory(), options, progress, stop);
        if (figures.Failures is [var failure, ..])
            throw new CommandFailure($"{run.Name}, seed {seed}: frame {failure.Id} failed: {failure.Message}");
        ThresholdSpread? at(double threshold) => figures.Heads is [var head, ..] ? head.Figures.Thresholds.FirstOrDefault(t => t.Threshold.Equals(threshold)) : null;
        return new(run.Name, seed, "", "", at(0.25)?.MeanAveragePrecision.Mean, at(0.5)?.MeanAveragePrecision.Mean, figures.Pictures?.Summary.Ap, figures.Pictures?.Summary.Ap50, 0);
    }

    private string Folder(string run, ulong seed) => Path.Combine(folder, run, string.Create(CultureInfo.InvariantCulture, $"seed{seed}"));

    private static string Minutes(RunFolder output) => Path.Combine(output.Path, "minutes.txt");
}
