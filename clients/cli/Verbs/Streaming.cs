using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Data;
using Spectre.Console;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d stream</c>: a folder of frames through one stream.</summary>
internal static class Streaming
{
    public static Command Verb()
    {
        Argument<DirectoryInfo> folder = new("folder") { Description = "A folder of frames (SUN RGB-D or ScanNet)" };
        folder.AcceptExistingOnly();
        Option<int> repeat = new("--repeat") { Description = "Send the folder so many times", DefaultValueFactory = _ => 1 };
        Option<int> inFlight = new("--in-flight") { Description = "Frames on their way at once", DefaultValueFactory = _ => 4 };
        Option<bool> latest = new("--latest-only") { Description = "Let the server drop frames that wait when a newer one arrives" };
        DetectorOptions detector = new();
        Command verb = new Command("stream", "Send a folder of frames through one stream. Results go to stdout as they come, one line each with --json.") { folder, repeat, inFlight, latest }.WithExamples(
            "fuse3d stream frames/",
            "fuse3d stream frames/ --repeat 100 --json > detections.jsonl");
        detector.AddTo(verb);
        verb.SetAction(async (parsed, cancel) =>
        {
            IFrameFolder frames = FrameFolder.Open(parsed.GetRequiredValue(folder).FullName);
            int rounds = Math.Max(1, parsed.GetValue(repeat));
            DetectOptions options = detector.Read(parsed);
            using DetectorClient client = detector.Connect(parsed, Math.Max(1, parsed.GetValue(inFlight)));
            var source = Source(frames, rounds, options, parsed.GetValue(latest), cancel);
            return await RunAsync(client.DetectStreamAsync(source, cancel), frames.Ids.Count * rounds, parsed.GetValue(detector.Json));
        });
        return verb;
    }

    /// <summary>A frame that cannot be read is reported and left out.</summary>
    private static async IAsyncEnumerable<DetectRequest> Source(
        IFrameFolder frames, int rounds, DetectOptions options, bool latest, [EnumeratorCancellation] CancellationToken cancel)
    {
        ulong sequence = 0;
        foreach (string id in Enumerable.Repeat(frames.Ids, rounds).SelectMany(ids => ids))
        {
            cancel.ThrowIfCancellationRequested();
            if (await Task.Run(() => TryRead(frames, id), cancel) is not { } frame)
                continue;
            DetectRequest request = Requests.Of(frame, sequence++, options);
            if (latest)
                request.Stream = new() { Policy = StreamPolicy.LatestOnly };
            yield return request;
        }
    }

    private static RgbdFrame? TryRead(IFrameFolder frames, string id)
    {
        try
        {
            return frames.Read(id);
        }
        catch (InvalidInputException e)
        {
            Console.Error.WriteLine($"fuse3d: {id} left out: {e.Message}");
            return null;
        }
    }

    private static async Task<int> RunAsync(IAsyncEnumerable<DetectReply> replies, int expected, bool json)
    {
        long start = Stopwatch.GetTimestamp(), answered = 0, failed = 0, degraded = 0, dropped = 0;
        IAnsiConsole stderr = Consoles.Error();
        await stderr.Progress().StartAsync(async progress =>
        {
            ProgressTask bar = progress.AddTask("frames", maxValue: expected);
            await foreach (DetectReply reply in replies)
            {
                answered++;
                failed += reply.Status is { Code: not 0 } ? 1 : 0;
                degraded += reply.Degraded ? 1 : 0;
                dropped += (long)reply.DroppedBefore;
                if (json)
                    Console.WriteLine(Replies.AsJson(reply));
                else
                    Replies.Print(reply);
                bar.Increment(1 + reply.DroppedBefore);
            }
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{answered} answers in {seconds:0.0} s ({answered / seconds:0.0} per second), {failed} refused, {degraded} degraded, {dropped} dropped"));
        return failed == 0 ? 0 : 1;
    }
}
