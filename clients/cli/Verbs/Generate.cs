using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Fuse3D.Cli.Generation;
using Fuse3D.Vision.Data.Rooms.Writing;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d generate</c>: makes data sets of furnished rooms.</summary>
internal static class Generate
{
    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Verb()
    {
        Argument<DirectoryInfo> output = new("out") { Description = "The folder to write; one that was begun with the same options is finished" };
        Option<FileInfo?> sheet = new("--sheet") { Description = "A PNG file of the first 24 rooms side by side" };
        Option<bool> json = new("--json") { Description = "One JSON object on stdout about what was made" };
        GenerateOptions options = new();
        Command verb = new Command("generate",
            "Make data sets of generated, furnished rooms, in the layouts of published ones. The same options give the same files, to the byte. Ctrl-C stops; the same command goes on.")
        {
            output,
        }.WithExamples(
            "fuse3d generate data/rooms --scenes 1000 --seed 1",
            "fuse3d generate data/scans --scenes 200 --layout scannet --views 20 --size 640x480",
            "fuse3d generate data/dense --scenes 500 --layout nyudv2 taskonomy --sheet out/rooms.png",
            "fuse3d data check data/rooms && fuse3d train configs/detection/sunrgbd_groupfree_L6_O256.yaml --data data/rooms");
        options.AddTo(verb);
        verb.Add(sheet);
        verb.Add(json);
        verb.SetAction((parsed, cancel) => Task.Run(
            () => options.Wrong(parsed) is { } wrong
                ? Refuse(wrong)
                : Run(parsed.GetRequiredValue(output).FullName, options.Read(parsed), parsed.GetValue(sheet)?.FullName, parsed.GetValue(json), cancel),
            CancellationToken.None));
        return verb;
    }

    private static int Refuse(string wrong)
    {
        Console.Error.WriteLine($"fuse3d: {wrong}");
        return 2;
    }

    private static int Run(string folder, GenerationOptions options, string? sheet, bool json, CancellationToken cancel)
    {
        var progress = new RoomsProgress(Console.Error, live: !Console.IsErrorRedirected);
        GenerationReport report;
        double seconds;
        try
        {
            report = RoomGeneration.Run(folder, options with { Progress = progress.Show }, cancel);
            seconds = progress.Elapsed.TotalSeconds;
            if (sheet is not null)
                RoomGeneration.WriteSheet(sheet, options, cancel);
        }
        catch (OperationCanceledException)
        {
            throw new CommandFailure($"stopped with {progress.Done} of {options.Scenes} rooms in '{folder}'; the same command goes on");
        }
        finally
        {
            progress.End();
        }

        Print(report, seconds, sheet, json);
        return 0;
    }

    private static void Print(GenerationReport report, double seconds, string? sheet, bool json)
    {
        if (json)
        {
            int kept = report.Scenes - report.Made;
            double framesPerSecond = Math.Round(report.Looks / seconds, 2);
            Console.WriteLine(JsonSerializer.Serialize(
                new { report.Roots, report.Scenes, report.Made, kept, frames = report.Looks, seconds = Math.Round(seconds, 3), framesPerSecond, sheet }, Camel));
            return;
        }

        foreach (string root in report.Roots)
            Console.WriteLine(root);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Made} rooms made, {report.Scenes - report.Made} were there; {report.Looks} frames in {seconds:0.0} s"));
    }
}
