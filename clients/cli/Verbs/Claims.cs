using System.CommandLine;
using Fuse3D.Cli.Claims;
using Fuse3D.Vision.Claims;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d claims</c>: tests what papers claim, at a size that this machine can train.</summary>
internal static class Claims
{
    private static readonly Argument<string> TaskArgument = new("task") { Description = "Whose claims: detection, segmentation or translation" };
    private static readonly Option<string[]> RunOption = new("--run") { Description = "Runs to make, by their names in the claims' file; all unless given", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
    private static readonly Option<ulong[]> SeedOption = new("--seed") { Description = "Seeds to make them from; all of the file unless given", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
    private static readonly Option<FileInfo?> FileOption = new("--config") { Description = "The claims' file; configs/rooms/claims_TASK.yaml unless given" };
    private static readonly Option<DirectoryInfo?> OutputOption = new("--out") { Description = "Where rooms and networks go; out/claims/TASK unless given" };
    private static readonly Option<FileInfo?> ResultsOption = new("--results") { Description = "The file that keeps results; docs/claims/TASK.json unless given" };
    private static readonly Option<FileInfo?> PageOption = new("--page") { Description = "A Markdown page whose marked part becomes the tables; plots go to images/ beside it" };
    private static readonly Option<bool> ReportOption = new("--report") { Description = "Make nothing; tell what is known" };

    public static Command Verb()
    {
        TaskArgument.AcceptOnlyFromAmong([.. ClaimTask.All.Select(task => task.Name)]);
        Command verb = new Command("claims",
            "Test what papers claim on generated rooms: train each run from each seed, measure it on rooms it has not seen, tell which claims hold. What is there already is not made again; Ctrl-C stops, the same command goes on.")
        {
            TaskArgument,
        }.WithExamples(
            "fuse3d claims detection --report", "fuse3d claims detection --run points fused --seed 1",
            "fuse3d claims segmentation --seed 1", "fuse3d claims detection --report --page docs/claims.md");
        foreach (Option option in (Option[])[RunOption, SeedOption, FileOption, OutputOption, ResultsOption, PageOption, ReportOption])
            verb.Add(option);
        verb.SetAction(RunAsync);
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        ClaimTask task = ClaimTask.All.First(known => known.Name == parsed.GetRequiredValue(TaskArgument));
        string path = parsed.GetValue(FileOption)?.FullName ?? Path.Combine("configs", "rooms", $"claims_{task.Name}.yaml");
        ClaimsConfig claims = ClaimsConfig.Load(path, task);
        ClaimResults results = ClaimResults.Open(parsed.GetValue(ResultsOption)?.FullName ?? Path.Combine("docs", "claims", $"{task.Name}.json"));
        if (!parsed.GetValue(ReportOption))
        {
            var runner = new ClaimRunner(path, claims, results, parsed.GetValue(OutputOption)?.FullName ?? Path.Combine("out", "claims", task.Name));
            ulong[] seeds = parsed.GetRequiredValue(SeedOption);
            foreach (ulong seed in seeds.Length > 0 ? seeds : claims.Seeds)
            {
                foreach (ClaimRun run in Wanted(claims, parsed.GetRequiredValue(RunOption), path))
                {
                    Console.Error.WriteLine($"claims: {run.Name}, seed {seed}");
                    await Task.Factory.StartNew(
                        () => runner.RunAsync(run, seed, stop).GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                }
            }
        }

        string text = ClaimsPage.Text(task, claims, results.All);
        Console.Write(text);
        if (parsed.GetValue(PageOption) is { } page)
            Write(page.FullName, task, text, claims, results);
        return 0;
    }

    private static void Write(string page, ClaimTask task, string text, ClaimsConfig claims, ClaimResults results)
    {
        ClaimsPage.Write(page, task.Name, text);
        string images = Path.Combine(Path.GetDirectoryName(page)!, "images");
        Directory.CreateDirectory(images);
        foreach (ClaimPlot plot in claims.Plots)
            File.WriteAllText(Path.Combine(images, $"claims_{task.Name}_{plot.Name}.svg"), ClaimsPage.Chart(plot, task, claims, results.All).Svg());
    }

    // With the runs that they start from.
    private static IEnumerable<ClaimRun> Wanted(ClaimsConfig claims, string[] names, string path)
    {
        HashSet<string> wanted = [.. names.Length > 0 ? names : claims.Runs.Select(run => run.Name)];
        if (wanted.FirstOrDefault(name => claims.Runs.All(run => run.Name != name)) is { } unknown)
            throw new CommandFailure($"--run {unknown}: {path} has {string.Join(", ", claims.Runs.Select(run => run.Name))}");
        foreach (ClaimRun run in claims.Runs.Reverse().Where(run => wanted.Contains(run.Name)).ToList())
            wanted.UnionWith(run.Starts);
        return claims.Runs.Where(run => wanted.Contains(run.Name));
    }
}
