using System.ComponentModel.DataAnnotations;
using Fuse3D.Vision.Configs;

namespace Fuse3D.Vision.Claims;

/// <summary>What papers claim, and the runs that test it. Keys in the file are these names in snake_case.</summary>
public sealed record ClaimsConfig
{
    /// <summary>Each run is trained once from each.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>Generated rooms to learn from and to measure on.</summary>
    public IReadOnlyList<RoomSet> Sets { get; init; } = [];

    /// <summary>Trained detectors that runs may start from besides those of other runs.</summary>
    public IReadOnlyList<ClaimModel> Models { get; init; } = [];

    public IReadOnlyList<ClaimRun> Runs { get; init; } = [];

    public IReadOnlyList<Claim> Claims { get; init; } = [];

    public IReadOnlyList<ClaimPlot> Plots { get; init; } = [];

    /// <summary>
    /// The run whose network looks at translated pictures, of family segformer on rgb alone; always the one of the first seed, so that distances
    /// of all seeds are of the same features. Empty: none.
    /// </summary>
    public string Features { get; init; } = "";

    /// <param name="task">whose figures may be named</param>
    /// <exception cref="InvalidInputException">the file cannot be read, or a name in it is not declared; the message names file and key</exception>
    public static ClaimsConfig Load(string path, ClaimTask task)
    {
        ClaimsConfig config = YamlBinder.Read<ClaimsConfig>(path, []);
        string[] sets = [.. config.Sets.Select(set => set.Name)], runs = [.. config.Runs.Select(run => run.Name)];
        Require(path, config.Seeds.Count > 0, "'seeds' is empty");
        Distinct(path, "sets", sets);
        Distinct(path, "runs", [.. runs, .. config.Models.Select(model => model.Name)]);
        for (int i = 0; i < config.Runs.Count; i++)
        {
            ClaimRun run = config.Runs[i];
            Known(path, $"runs[{i}].learns", run.Learns, sets);
            foreach (string set in run.Measured)
                Known(path, $"runs[{i}].measured", set, sets);
            // A run may only need one above it, so that the order of the file is one in which they can be trained.
            foreach (string from in run.Starts)
                Known(path, $"runs[{i}]", from, from == run.Network ? runs[..i] : [.. runs[..i], .. config.Models.Select(model => model.Name)]);
        }

        if (config.Features.Length > 0)
            Known(path, "features", config.Features, runs);
        foreach (Claim claim in config.Claims)
        {
            Figure(path, $"claim '{claim.Says}'", claim.Figure, task);
            Known(path, $"claim '{claim.Says}'", claim.Better, runs);
            Known(path, $"claim '{claim.Says}'", claim.Worse, runs);
            Known(path, $"claim '{claim.Says}'", claim.Set, sets);
        }

        foreach (ClaimPlot plot in config.Plots)
        {
            Figure(path, $"plot '{plot.Name}'", plot.Figure, task);
            Require(path, plot.IsOverRuns || plot.At.Count == plot.Sets.Count, $"plot '{plot.Name}' has {plot.Sets.Count} sets, and {plot.At.Count} places for them");
            foreach (string run in plot.Runs)
                Known(path, $"plot '{plot.Name}'", run, runs);
            foreach (string set in plot.Sets)
                Known(path, $"plot '{plot.Name}'", set, sets);
        }

        return config;
    }

    private static void Figure(string path, string key, string name, ClaimTask task) => Require(
        path, task.Figures.Any(figure => figure.Name == name), $"{key}: figure is '{name}'; it may be {string.Join(", ", task.Figures.Select(figure => figure.Name))}");

    private static void Distinct(string path, string key, string[] names) =>
        Require(path, names.Distinct().Count() == names.Length && names.All(name => name.Length > 0), $"'{key}' need names, each another");

    private static void Known(string path, string key, string name, string[] names) =>
        Require(path, names.Contains(name), $"{key}: '{name}' is none of {string.Join(", ", names)}");

    private static void Require(string path, bool holds, string message)
    {
        if (!holds)
            throw new InvalidInputException($"{path}: {message}", "config");
    }
}

/// <summary>A data set of generated rooms; made where it is missing.</summary>
public sealed record RoomSet
{
    public string Name { get; init; } = "";
    [AllowedValues("sunrgbd", "scannet", "nyudv2", "taskonomy")] public string Layout { get; init; } = "sunrgbd";
    [Range(1, 9_999)] public int Scenes { get; init; } = 200;

    /// <summary>Of these, rooms of the split that is measured on.</summary>
    [Range(0, 9_999)] public int Val { get; init; } = 200;

    public ulong Seed { get; init; }

    /// <summary>Pixels of pictures and depth.</summary>
    [Range(16, 4_096)] public int Width { get; init; } = 320;

    [Range(16, 4_096)] public int Height { get; init; } = 240;
    [Range(1, 1_000_000)] public int Points { get; init; } = 20_000;
    [Range(1, 1_000)] public int Views { get; init; } = 12;
    [Range(0.0, 1.0)] public double LookAlike { get; init; } = 0.35;
    [Range(0.0, 1.0)] public double DepthInvisible { get; init; } = 0.25;
}

/// <summary>The folder of a trained model, with its SHA256SUMS.</summary>
public sealed record ClaimModel
{
    public string Name { get; init; } = "";

    /// <summary>From the claims' file on.</summary>
    public string Folder { get; init; } = "";
}

/// <summary>A network, how it is trained, and on what it is measured.</summary>
public sealed record ClaimRun
{
    public string Name { get; init; } = "";

    /// <summary>For the tables.</summary>
    public string Title { get; init; } = "";

    /// <summary>Path of its configuration, from the claims' file on.</summary>
    public string Config { get; init; } = "";

    /// <summary>Values in place of the configuration's, as train.epochs=3.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>The set that it learns from.</summary>
    public string Learns { get; init; } = "";

    /// <summary>The run of the same seed, or the model, whose network its point detector starts from; empty: none.</summary>
    public string Points { get; init; } = "";

    /// <summary>The same for its picture detector.</summary>
    public string Image { get; init; } = "";

    /// <summary>The run of the same seed whose network is measured, with this run's settings; empty: one of its own is trained.</summary>
    public string Network { get; init; } = "";

    /// <summary>The runs and models whose networks it needs.</summary>
    public IEnumerable<string> Starts => ((string[])[Points, Image, Network]).Where(name => name.Length > 0);

    /// <summary>Sets whose validation split it is measured on.</summary>
    public IReadOnlyList<string> Measured { get; init; } = [];
}

/// <summary>One run is said to be better than another.</summary>
public sealed record Claim
{
    public string Says { get; init; } = "";
    public string Better { get; init; } = "";
    public string Worse { get; init; } = "";

    /// <summary>The set on which.</summary>
    public string Set { get; init; } = "";

    /// <summary>One of the task's.</summary>
    public string Figure { get; init; } = "";
}

/// <summary>A figure of some runs over sets that differ by one number, or of runs that differ by one number on one set.</summary>
public sealed record ClaimPlot
{
    /// <summary>Of the picture's file.</summary>
    public string Name { get; init; } = "";

    public string Title { get; init; } = "";
    public string Across { get; init; } = "";
    public IReadOnlyList<string> Runs { get; init; } = [];
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>Where each set stands on the horizontal axis; of one set and several runs, where each run stands.</summary>
    public IReadOnlyList<double> At { get; init; } = [];

    /// <summary>One of the task's.</summary>
    public string Figure { get; init; } = "";

    /// <summary>Whether runs stand side by side, instead of sets.</summary>
    public bool IsOverRuns => Sets.Count == 1 && Runs.Count > 1 && At.Count == Runs.Count;
}
