using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.Dense;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d data</c>: look into data sets, and prepare them.</summary>
internal static class Data
{
    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Verb() => new Command("data", "Look into data sets, and prepare them.") { Check(), Prepare(), Hha() }.WithExamples(
        "fuse3d data check data/sunrgbd", "fuse3d data prepare data/OFFICIAL_SUNRGBD data/sunrgbd", "fuse3d data hha data/nyudv2/depth data/nyudv2/hha --camera 518.86,519.47,324.58,252.74");

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
            return Tell(to, WithProgress("preparing", show =>
                DatasetPreparation.Run(parsed.GetValue(layout), from, to, options with { Progress = show }, cancel)));
        }, cancel));
        return verb;
    }

    private static Command Hha()
    {
        Argument<DirectoryInfo> depth = new("depth") { Description = "A folder of grey PNG files of 8 or 16 bits, in folders below it too" };
        Argument<DirectoryInfo> hha = new("hha") { Description = "The folder to write, with the same names; one that was begun is finished" };
        Option<double[]> camera = new("--camera")
        {
            Description = "FX,FY,CX,CY: focal lengths and principal point in pixels of these pictures, the first pixel's centre at 0",
            Required = true,
            CustomParser = ParseCamera,
        };
        Option<double> unit = new("--metres-per-unit")
        {
            Description = "Of the stored values: 0.001 for millimetres",
            DefaultValueFactory = _ => 0.001,
            CustomParser = ParseUnit,
        };
        Option<bool> stop = new("--stop-at-first") { Description = "End at the first damaged file instead of passing over it" };
        Option<int> threads = new("--threads") { Description = "Files made side by side", DefaultValueFactory = _ => Environment.ProcessorCount };
        Command verb = new Command("hha", "Make pictures of disparity, height and angle (HHA; Gupta et al. 2014) of depth pictures, for a data set's lists to name in place of these. Exit code 1 when something was damaged.")
        {
            depth, hha, camera, unit, stop, threads,
        }.WithExamples("fuse3d data hha data/nyudv2/depth data/nyudv2/hha --camera 518.86,519.47,324.58,252.74", "fuse3d data hha depth hha --camera 365,365,256,212 --metres-per-unit 0.0001");
        verb.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var options = new PreparationOptions { StopAtFirst = parsed.GetValue(stop), Threads = Math.Max(1, parsed.GetValue(threads)) };
            double[] k = parsed.GetRequiredValue(camera);
            var source = new HhaSource(k[0], k[1], k[2], k[3], parsed.GetValue(unit));
            string from = parsed.GetRequiredValue(depth).FullName, to = parsed.GetRequiredValue(hha).FullName;
            return Tell(to, WithProgress("HHA", show => HhaPreparation.Run(from, to, source, options with { Progress = show }, cancel)));
        }, cancel));
        return verb;
    }

    private static double[] ParseCamera(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        double[] numbers = [.. text.Split(',').Select(part =>
            double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN)];
        if (numbers is [> 0, > 0, _, _] && numbers.All(double.IsFinite))
            return numbers;
        result.AddError($"--camera is '{text}'; it must be FX,FY,CX,CY in pixels, FX and FY above 0");
        return [];
    }

    private static double ParseUnit(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double unit) && unit is > 0 and <= 1)
            return unit;
        result.AddError($"--metres-per-unit is '{text}'; it must be above 0 and at most 1");
        return default;
    }

    private static int Tell(string folder, PreparationReport report)
    {
        Console.WriteLine(folder);
        foreach (string damaged in report.Damaged)
            Console.Error.WriteLine(damaged);
        Console.Error.WriteLine($"{report.Prepared} prepared, {report.Damaged.Count} damaged");
        return report.Damaged.Count == 0 ? 0 : 1;
    }

    private static DatasetReport Run(IDatasetCheck check, string folder, bool stop, int threads, CancellationToken cancel) =>
        WithProgress($"checking {check.Layout}", show => DatasetChecks.Run(
            check, folder, new DatasetOptions(), new() { StopAtFirst = stop, Threads = threads, Progress = show }, cancel));

    private static T WithProgress<T>(string what, Func<Action<int, int>, T> work)
    {
        IAnsiConsole stderr = Consoles.Error();
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
