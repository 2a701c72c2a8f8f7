using System.CommandLine;
using System.Text.Json;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d data</c>: look into data sets, and prepare them.</summary>
internal static class Data
{
    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Verb() => new Command("data", "Look into data sets, and prepare them.") { Check(), Prepare() }.WithExamples(
        "fuse3d data check data/sunrgbd", "fuse3d data prepare data/OFFICIAL_SUNRGBD data/sunrgbd");

    private static Command Check()
    {
        Argument<DirectoryInfo> root = new("dir") { Description = "The data set's folder" };
        Option<string?> layout = new("--layout") { Description = $"How its files lie: {string.Join(", ", DatasetChecks.Layouts)}; found out where it is not given" };
        Option<bool> json = new("--json") { Description = "One JSON object on stdout instead of tables" };
        Option<bool> stop = new("--stop-at-first") { Description = "End at the first problem instead of listing all" };
        Option<int> threads = new("--threads") { Description = "Files read side by side", DefaultValueFactory = _ => Environment.ProcessorCount };
        Command verb = new Command("check", "Say what is in a data set, and list everything that is missing, damaged or inconsistent. Exit code 1 when there is such a thing.")
        {
            root, layout, json, stop, threads,
        }.WithExamples("fuse3d data check data/sunrgbd", "fuse3d data check data/scannet --layout scannet_prepared --json > report.json");
        verb.SetAction((parsed, cancel) => Task.Run(() =>
        {
            string folder = parsed.GetRequiredValue(root).FullName;
            DatasetReport report = Run(DatasetChecks.For(folder, parsed.GetValue(layout)), folder, parsed.GetValue(stop), Math.Max(1, parsed.GetValue(threads)), cancel);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(report, Camel));
            else
                Print(report);
            return report.Problems.Count == 0 ? 0 : 1;
        }, cancel));
        return verb;
    }

    private static Command Prepare()
    {
        Argument<DirectoryInfo> published = new("published") { Description = "SUN RGB-D's official release or ScanNet's scans, unpacked" };
        Argument<DirectoryInfo> prepared = new("prepared") { Description = "The folder to write; one that was begun is finished" };
        Option<string?> layout = new("--layout") { Description = $"How the files lie: {string.Join(", ", DatasetPreparation.Layouts)}; found out where it is not given" };
        Option<string> labels = new("--labels") { Description = "Of SUN RGB-D: v1 (published numbers) or v2", DefaultValueFactory = _ => "v1" };
        Option<ulong> seed = new("--seed") { Description = "Of the choice of 50000 points per frame of SUN RGB-D" };
        Option<bool> stop = new("--stop-at-first") { Description = "End at the first damaged frame or scene instead of passing over it" };
        Option<int> threads = new("--threads") { Description = "Frames or scenes prepared side by side", DefaultValueFactory = _ => Environment.ProcessorCount };
        Command verb = new Command("prepare", "Turn SUN RGB-D's official release or ScanNet's scans into the folders that VoteNet's scripts make: at most 50000 points, boxes, and votes or labels of points. Needs no MATLAB. Exit code 1 when something was damaged.")
        {
            published, prepared, layout, labels, seed, stop, threads,
        }.WithExamples("fuse3d data prepare data/OFFICIAL_SUNRGBD data/sunrgbd --labels v2", "fuse3d data prepare data/scannet data/scannet --layout scannet_raw");
        verb.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var options = new PreparationOptions
            {
                Labels = parsed.GetRequiredValue(labels),
                Seed = parsed.GetValue(seed),
                StopAtFirst = parsed.GetValue(stop),
                Threads = Math.Max(1, parsed.GetValue(threads)),
            };
            string from = parsed.GetRequiredValue(published).FullName, to = parsed.GetRequiredValue(prepared).FullName;
            PreparationReport report = WithProgress("preparing", show =>
                DatasetPreparation.Run(parsed.GetValue(layout), from, to, options with { Progress = show }, cancel));
            Console.WriteLine(to);
            foreach (string damaged in report.Damaged)
                Console.Error.WriteLine(damaged);
            Console.Error.WriteLine($"{report.Prepared} prepared, {report.Damaged.Count} damaged");
            return report.Damaged.Count == 0 ? 0 : 1;
        }, cancel));
        return verb;
    }

    private static DatasetReport Run(IDatasetCheck check, string folder, bool stop, int threads, CancellationToken cancel) =>
        WithProgress($"checking {check.Layout}", show => DatasetChecks.Run(
            check, folder, new DatasetOptions(), new() { StopAtFirst = stop, Threads = threads, Progress = show }, cancel));

    private static T WithProgress<T>(string what, Func<Action<int, int>, T> work)
    {
        IAnsiConsole stderr = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return stderr.Progress().AutoClear(true).Start(progress =>
        {
            ProgressTask bar = progress.AddTask(what);
            return work((done, all) => (bar.MaxValue, bar.Value) = (all, done));
        });
    }

    private static void Print(DatasetReport report)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("what", "").AddColumn(new TableColumn("").RightAligned());
        table.AddRow("layout", report.Layout, "").AddRow("read", "", $"{report.Bytes / 1e6:N1} MB");
        foreach ((string name, string value) in report.Facts)
            table.AddRow(name.EscapeMarkup(), value.EscapeMarkup(), "");
        foreach ((string name, IReadOnlyDictionary<string, long> counts) in report.Counts)
        {
            foreach ((string key, long count) in counts)
                table.AddRow(key == counts.Keys.First() ? name.EscapeMarkup() : "", key.EscapeMarkup(), $"{count:N0}");
        }

        AnsiConsole.Write(table);
        foreach (DatasetProblem problem in report.Problems)
            Console.WriteLine($"{problem.Path}: {problem.Message}");
        Console.Error.WriteLine(report.Problems.Count switch
        {
            0 => "no problems",
            int count => $"{count} problem{(count == 1 ? "" : "s")}{(report.Complete ? "" : "; the rest was not looked at")}",
        });
    }
}
