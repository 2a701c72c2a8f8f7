using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fuse3D.Cli.Evaluation;
using Fuse3D.Cli.Training;
using Fuse3D.Vision.Claims;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data.Rooms.Writing;
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
        string trained = Measured(run);
        string[] missing = [.. run.Measured.Where(set => !results.Has(run.Name, seed, set, trained))];
        if (missing.Length == 0)
            return;
        RunFolder output = Network(run, seed, stop);
        if (Looks(run) is { } features)
            Network(features, FeatureSeed, stop);
        var progress = new ProgressLine(Console.Error, isTerminal: !Console.IsErrorRedirected);
        foreach (string set in missing)
        {
            IReadOnlyDictionary<string, double?> figures = await Config(run, seed, Generate(set, stop)).MeasureAsync(output, progress, stop);
            results.Add(new(run.Name, seed, set, trained, figures, Math.Round(MinutesOf(output), 1)));
        }
    }

    // What a run measures, trained where it is missing, after the networks that it starts from.
    private RunFolder Network(ClaimRun run, ulong seed, CancellationToken stop)
    {
        if (run.Network.Length > 0)
            return Network(claims.Runs.First(other => other.Name == run.Network), seed, stop);
        RunFolder output = new(Folder(run.Name, seed));
        RequireOwn(output, Trained(run));
        if (!Directory.Exists(output.Model))
        {
            foreach (ClaimRun start in claims.Runs.Where(other => run.Starts.Contains(other.Name)))
                Network(start, seed, stop);
            Train(Config(run, seed, Generate(run.Learns, stop)), output, Trained(run), stop);
        }

        return output;
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
        Width = set.Width,
        Height = set.Height,
        Views = set.Views,
        Points = set.Points,
        Rooms = new() { LookAlike = set.LookAlike, DepthInvisible = set.DepthInvisible },
    };

    private IClaimNetwork Config(ClaimRun run, ulong seed, string root)
    {
        List<string> changes = [.. run.Set, $"train.seed={seed}", $"data.root={root}"];
        if (run.Points.Length > 0)
            changes.Add($"train.start.points={StartFolder(run.Points, seed)}");
        if (run.Image.Length > 0)
            changes.Add($"train.start.image={StartFolder(run.Image, seed)}");
        return DenseRunConfig.Holds(ConfigPath(run))
            ? new DenseClaimNetwork(DenseRunConfig.Load(ConfigPath(run), changes), Looks(run) is { } features ? new RunFolder(Folder(features.Name, FeatureSeed)).Model : null)
            : new DetectionClaimNetwork(RunConfig.Load(ConfigPath(run), changes));
    }

    // Of a model's or a run's network.
    private string StartFolder(string name, ulong seed) =>
        claims.Models.FirstOrDefault(model => model.Name == name) is { } model ? FromHere(model.Folder) : new RunFolder(Folder(name, seed)).Model;

    private ulong FeatureSeed => claims.Seeds[0];

    // The run whose network looks at what this one translates; null: none does.
    private ClaimRun? Looks(ClaimRun run) => claims.Features.Length == 0 || run.Name == claims.Features ? null : claims.Runs.First(other => other.Name == claims.Features);

    private string ConfigPath(ClaimRun run) => FromHere(run.Config);

    private string FromHere(string named) => Path.GetFullPath(named, Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>Everything that decides what is learnt: configuration, rooms, and the networks that it starts from.</summary>
    /// <remarks>Of what the files say, not of what the program makes of it, so that new keys with defaults leave old results in place.</remarks>
    private string Trained(ClaimRun run)
    {
        RoomSet set = claims.Sets.First(set => set.Name == run.Learns);
        string[] parts =
        [
            .. File.ReadLines(ConfigPath(run)).Select(line => line.Split(" #")[0].TrimEnd()).Where(line => line.Length > 0 && line[0] != '#'),
            .. run.Set,
            string.Create(CultureInfo.InvariantCulture,
                $"{set.Layout} {set.Scenes} {set.Val} {set.Seed} {set.Points} {set.Views} {set.LookAlike} {set.DepthInvisible}{SizeOf(set)}"),
            .. claims.Runs.Where(other => run.Starts.Contains(other.Name)).Select(Trained),
            .. claims.Models.Where(model => run.Starts.Contains(model.Name)).Select(WeightsOf),
        ];
        return RunIdentity.Sum(parts)[..16];
    }

    // Its sum of them; what else is in the folder may change.
    private string WeightsOf(ClaimModel model)
    {
        string sums = Path.Combine(FromHere(model.Folder), "SHA256SUMS");
        return File.Exists(sums) && File.ReadLines(sums).FirstOrDefault(line => line.EndsWith(".safetensors", StringComparison.Ordinal)) is { } weights
            ? weights
            : throw new CommandFailure($"{path}: model '{model.Name}': {sums} is not there, or names no .safetensors file");
    }

    // The usual size is not named, so that results from before there was another stay in place.
    private static string SizeOf(RoomSet set) => set is { Width: 320, Height: 240 } ? "" : $" {set.Width}x{set.Height}";

    // With the network that looks at the pictures, for it decides about distances.
    private string Measured(ClaimRun run) => Looks(run) is { } features ? RunIdentity.Sum([Trained(run), Trained(features)])[..16] : Trained(run);

    private static void RequireOwn(RunFolder output, string trained)
    {
        if (Directory.Exists(output.Path) && (!File.Exists(Identity(output)) || File.ReadAllText(Identity(output)).Trim() != trained))
        {
            throw new CommandFailure(
                $"{output.Path} holds a network of another configuration, of other rooms or of another start; move it away, or name another folder with --out");
        }
    }

    // On one thread: small networks gain little from a second one, and two of these commands side by side use both cores.
    private static void Train(IClaimNetwork network, RunFolder output, string trained, CancellationToken stop)
    {
        Directory.CreateDirectory(output.Path);
        File.WriteAllText(Identity(output), trained + "\n", Encoding.ASCII);
        long start = Stopwatch.GetTimestamp();
        torch.set_num_threads(1);
        using IGradientExchange alone = ProcessGroupExchange.FromEnvironment(torch.CPU);
        using var observer = new RunObserver(network.Name, network.Train, output, first: true);
        bool done = network.Learn(output, alone, observer, stop);
        File.WriteAllText(Minutes(output), (MinutesOf(output) + Stopwatch.GetElapsedTime(start).TotalMinutes).ToString("R", CultureInfo.InvariantCulture));
        if (!done)
            throw new OperationCanceledException(stop);
    }

    // Of all parts of a run that was interrupted, as far as they ended by themselves.
    private static double MinutesOf(RunFolder output) =>
        File.Exists(Minutes(output)) ? double.Parse(File.ReadAllText(Minutes(output)), CultureInfo.InvariantCulture) : 0;

    private string Folder(string run, ulong seed) => Path.Combine(folder, run, string.Create(CultureInfo.InvariantCulture, $"seed{seed}"));

    private static string Identity(RunFolder output) => Path.Combine(output.Path, "trained.txt");

    private static string Minutes(RunFolder output) => Path.Combine(output.Path, "minutes.txt");
}
