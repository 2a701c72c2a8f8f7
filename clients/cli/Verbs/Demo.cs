using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fuse3D.Cli.Demonstration;
using Fuse3D.Cli.Drawing;
using Fuse3D.Cli.Evaluation;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Running;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d demo</c>: three services, a stream of generated rooms through them, pictures and figures of the answers.</summary>
internal static class Demo
{
    public static Command Verb()
    {
        Option<int> rooms = new("--rooms") { Description = "Rooms to stream, 1..1000", DefaultValueFactory = _ => 20 };
        Option<DirectoryInfo> output = new("--out-dir") { Description = "Where rooms, pictures and logs go", DefaultValueFactory = _ => new("out/demo") };
        Option<DirectoryInfo?> model = new("--model") { Description = "A folder of a fused detector of SUN RGB-D's classes; the shipped one unless given" };
        Option<bool> json = new("--json") { Description = "One JSON object per room on stdout" };
        Command verb = new Command("demo", "Start the three services on loopback, stream generated rooms through them, draw and measure what comes back.")
        {
            rooms, output, model, json,
        }.WithExamples("fuse3d demo", "fuse3d demo --rooms 5 --out-dir out/rooms");
        verb.SetAction((parsed, cancel) =>
        {
            int count = parsed.GetValue(rooms);
            if (count is < 1 or > 1000)
                throw new CommandFailure($"--rooms is {count}; it must be 1..1000");
            return RunAsync(count, parsed.GetRequiredValue(output), parsed.GetValue(model), parsed.GetValue(json), cancel);
        });
        return verb;
    }

    private static async Task RunAsync(int count, DirectoryInfo output, DirectoryInfo? model, bool json, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        ModelFolder folder = ModelFolder.Open(model?.FullName ?? DemoModel.Shipped(DemoModel.Fused));
        Say($"starting three services with {folder.Description.Name}");
        Task<string> made = Task.Run(() => DemoRooms.Make(output, count, cancel), cancel);
        await using DemoServices services = new(folder.Path, model is null ? [.. DemoModel.Dense.Select(DemoModel.Shipped)] : [], new(Path.Combine(output.FullName, "logs")));
        TimeSpan ready = await services.ReadyAsync(cancel);
        string root = await made;
        Say(string.Create(CultureInfo.InvariantCulture,
            $"ready after {ready.TotalSeconds:0.0} s, rooms after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s in {root}"));

        DemoRooms rooms = DemoRooms.Open(root);
        RunConfig config = DemoModel.Config(folder, root);
        var figures = new DemoFigures(config, rooms.Ids.Count);
        Dictionary<string, (DetectionSample Sample, RgbdFrame Frame)> sent = [];
        int failed = 0, answered = 0;
        await foreach (DetectReply reply in services.Client.DetectStreamAsync(Source(rooms, config, sent, cancel), cancel))
        {
            (DetectionSample sample, RgbdFrame frame) = Take(sent, reply.Header.FrameId);
            if (answered++ == 0)
                Say(string.Create(CultureInfo.InvariantCulture, $"first answer after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
            if (reply.Status is { Code: not 0 } || reply.Degraded)
                failed++;
            else
                figures.Add((int)reply.Header.Sequence, sample, reply);
            DetectReply shown = Shown(reply, folder.Description.ScoreThreshold);
            IReadOnlyList<string> pictures = FramePictures.Write(frame, shown, output);
            if (json)
                Console.WriteLine(Replies.AsJson(shown));
            else
                Print(frame, shown);
            Say($"{Replies.Summary(shown)}; pictures: {string.Join(", ", pictures.Select(path => Path.GetFileName(path)))}");
        }

        if (failed > 0)
            throw new CommandFailure($"{failed} of {count} rooms were not answered whole (logs: {Path.Combine(output.FullName, "logs")})");
        await CompareAsync(figures, root, isShipped: model is null, json, cancel);
        if (model is null)
            await DenseAsync(new(output), services.Image, cancel);
        Say(string.Create(CultureInfo.InvariantCulture, $"{count} rooms in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; pictures in {output.FullName}"));
    }

    /// <summary>Keeps each room until its answer comes.</summary>
    private static async IAsyncEnumerable<DetectRequest> Source(
        DemoRooms rooms, RunConfig config, Dictionary<string, (DetectionSample, RgbdFrame)> sent, [EnumeratorCancellation] CancellationToken cancel)
    {
        ulong sequence = 0;
        DetectOptions options = new() { ScoreThreshold = 0, MaxDetections = 100, IncludeExchange = true, IncludeRawHeads = true };
        options.RawHeads.AddRange(ServedModel.RawHeads(ConfiguredRun.Heads(config)));
        foreach (string id in rooms.Ids)
        {
            (DetectionSample Sample, RgbdFrame Frame) room = await Task.Run(() => rooms.Read(id, config), cancel);
            lock (sent)
                sent[room.Frame.Id] = room;
            yield return Requests.Of(room.Frame, sequence++, options);
        }
    }

    private static (DetectionSample Sample, RgbdFrame Frame) Take(Dictionary<string, (DetectionSample, RgbdFrame)> sent, string id)
    {
        lock (sent)
        {
            return sent.Remove(id, out (DetectionSample, RgbdFrame) room) ? room : throw new CommandFailure($"the services answered frame '{id}', which was not sent");
        }
    }

    // For the eye only what the model is fairly sure of; everything counts in the figures.
    private static DetectReply Shown(DetectReply reply, float threshold)
    {
        DetectReply shown = reply.Clone();
        shown.RawHeads.Clear();
        shown.Detections3D.Clear();
        shown.Detections2D.Clear();
        shown.Detections3D.AddRange(reply.Detections3D.Where(found => found.Score >= threshold));
        shown.Detections2D.AddRange(reply.Detections2D.Where(found => found.Score >= threshold));
        return shown;
    }

    private static async Task CompareAsync(DemoFigures figures, string root, bool isShipped, bool json, CancellationToken cancel)
    {
        List<string[]> rows = [DemoFigures.Row("fused, through the services", figures.Of())];
        if (isShipped)
        {
            Say("measuring the detectors of points alone and of pictures alone on the same rooms");
            rows.Add(DemoFigures.Row("points only", await DemoFigures.MeasureAsync(DemoModel.Shipped(DemoModel.Points), root, cancel)));
            rows.Add(DemoFigures.Row("pictures only", await DemoFigures.MeasureAsync(DemoModel.Shipped(DemoModel.Image), root, cancel)));
        }

        string[] head = ["%", "mAP@0.25", "mAP@0.5", "AP (2D)", "AP50 (2D)"];
        if (json)
        {
            foreach (string[] row in rows)
                Say(string.Join(", ", head.Skip(1).Zip(row.Skip(1), (name, value) => $"{name} {value}").Prepend(row[0])));
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns(head);
        rows.ForEach(row => table.AddRow([.. row.Select(cell => cell.EscapeMarkup())]));
        AnsiConsole.Write(table);
    }

    private static async Task DenseAsync(DemoDense dense, Uri image, CancellationToken cancel)
    {
        await Task.Run(() => dense.Make(cancel), cancel);
        Say(await dense.SegmentAsync(image, cancel));
        Say(await dense.TranslateAsync(image, cancel));
    }

    private static void Print(RgbdFrame frame, DetectReply reply)
    {
        Replies.Print(reply);
        foreach (LabelledBox thing in frame.Objects ?? [])
        {
            (string label, double overlap) = Best(thing, reply);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  truth: {thing.Label}, {(label.Length == 0 ? "met by no box" : $"best met by {label}, overlap (IoU) {overlap:0.00}")}"));
        }
    }

    private static (string Label, double Overlap) Best(LabelledBox thing, DetectReply reply) => reply.Detections3D
        .Select(found => (found.Label, Overlap: OrientedIou.Of(thing.Box, Boxes.Of(found.Box)))).Where(met => met.Overlap > 0)
        .OrderByDescending(met => met.Overlap).DefaultIfEmpty(("", 0)).First();

    private static void Say(string line) => Console.Error.WriteLine($"demo: {line}");
}
