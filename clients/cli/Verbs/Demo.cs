using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fuse3D.Cli.Drawing;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Grpc.Core;

namespace Fuse3D.Cli.Verbs;

/// <summary><c>fuse3d demo</c>: three services, a stream of generated rooms through them, pictures of the answers.</summary>
internal static class Demo
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    public static Command Verb()
    {
        Option<int> rooms = new("--rooms") { Description = "Rooms to stream, 1..1000", DefaultValueFactory = _ => 5 };
        Option<DirectoryInfo> output = new("--out-dir") { Description = "Where pictures, model and logs go", DefaultValueFactory = _ => new("out/demo") };
        Option<DirectoryInfo?> model = new("--model") { Description = "A model folder; without it one with untrained weights is made" };
        Option<bool> json = new("--json") { Description = "One JSON object per room on stdout" };
        Command verb = new Command("demo", "Start the three services on loopback, stream generated rooms through them, draw what comes back.")
        {
            rooms, output, model, json,
        }.WithExamples("fuse3d demo", "fuse3d demo --rooms 20 --out-dir out/rooms");
        verb.SetAction((parsed, cancel) =>
        {
            int count = parsed.GetValue(rooms);
            if (count is < 1 or > 1000)
                throw new CommandFailure($"--rooms is {count}; it must be 1..1000");
            return RunAsync(count, parsed.GetRequiredValue(output), parsed.GetValue(model), parsed.GetValue(json), cancel);
        });
        return verb;
    }

    private static async Task RunAsync(int rooms, DirectoryInfo output, DirectoryInfo? model, bool json, CancellationToken cancel)
    {
        string folder = model?.FullName ?? Untrained(output);
        DirectoryInfo logs = new(Path.Combine(output.FullName, "logs"));
        Say($"starting three services with {folder}");
        await using ServiceChild points = ServiceChild.Start("pointcloud", logs, "--model", folder);
        await using ServiceChild image = ServiceChild.Start("image", logs, "--model", folder);
        await using ServiceChild fusion = ServiceChild.Start(
            "fusion", logs, "--model", folder, "--points", $"{points.Grpc}", "--image", $"{image.Grpc}");
        using DetectorClient client = DetectorClient.ForFusion(fusion.Grpc, new() { Timeout = TimeSpan.FromSeconds(60) });
        await ReadyAsync(client, [points, image, fusion], cancel);

        Dictionary<string, RgbdFrame> sent = [];
        int known = 0, hit = 0, failed = 0;
        await foreach (DetectReply reply in client.DetectStreamAsync(Source(rooms, sent, cancel), cancel))
        {
            RgbdFrame? frame;
            lock (sent)
                sent.Remove(reply.Header.FrameId, out frame);
            IReadOnlyList<string> pictures = FramePictures.Write(frame!, reply, output);
            if (json)
                Console.WriteLine(Replies.AsJson(reply));
            else
                Print(frame!, reply);
            failed += reply.Status is { Code: not 0 } ? 1 : 0;
            known += frame!.Objects!.Count;
            hit += frame.Objects.Count(thing => BestOverlap(thing, reply) > 0.25);
            Say($"{Replies.Summary(reply)}; pictures: {string.Join(", ", pictures.Select(path => Path.GetFileName(path)))}");
        }

        Say($"{rooms} rooms, {known} pieces of furniture, {hit} met by a box with an overlap (IoU) above 0.25; pictures in {output.FullName}");
        if (failed > 0)
            throw new CommandFailure($"{failed} of {rooms} rooms were not answered (logs: {logs.FullName})");
        if (model is null)
            Say("the weights are untrained: the chain is real, the boxes mean nothing");
    }

    /// <summary>Keeps each frame until its answer comes.</summary>
    private static async IAsyncEnumerable<DetectRequest> Source(
        int rooms, Dictionary<string, RgbdFrame> sent, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (int seed = 0; seed < rooms; seed++)
        {
            int room = seed;
            RgbdFrame frame = await Task.Run(() => RoomFrames.FromSeed(room), cancel);
            lock (sent)
                sent[frame.Id] = frame;
            yield return Requests.Of(frame, (ulong)seed, new() { MaxDetections = 8, ScoreThreshold = 0, IncludeExchange = true });
        }
    }

    private static async Task ReadyAsync(DetectorClient client, IReadOnlyList<ServiceChild> services, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        string waitingFor = "the fusion service";
        while (Stopwatch.GetElapsedTime(start) < StartTimeout)
        {
            foreach (ServiceChild service in services)
                service.ThrowIfEnded();
            try
            {
                BranchInfo? missing = (await client.GetInfoAsync(cancel)).Branches.FirstOrDefault(branch => !branch.Available);
                if (missing is null)
                {
                    Say(string.Create(CultureInfo.InvariantCulture, $"ready after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
                    return;
                }

                waitingFor = $"the {missing.Name} branch: {missing.Reason}";
            }
            catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable)
            {
                waitingFor = "the fusion service";
            }

            await Task.Delay(200, cancel);
        }

        throw new CommandFailure($"the services are not ready after {StartTimeout.TotalSeconds:0} s; still waiting for {waitingFor}");
    }

    private static string Untrained(DirectoryInfo output)
    {
        string folder = Path.Combine(output.FullName, "model");
        try
        {
            ModelFolder.Open(folder);
        }
        catch (InvalidInputException)
        {
            Say("writing a model folder with untrained weights");
            HashedModels.WriteSunRgbd(folder, HashedModels.Exchanging(seed: 0));
        }

        return folder;
    }

    private static void Print(RgbdFrame frame, DetectReply reply)
    {
        Replies.Print(reply);
        foreach (LabelledBox thing in frame.Objects!)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  truth: {thing.Label}, best overlap (IoU) {BestOverlap(thing, reply):0.00}"));
    }

    private static double BestOverlap(LabelledBox thing, DetectReply reply) =>
        reply.Detections3D.Select(found => OrientedIou.Of(thing.Box, Boxes.Of(found.Box))).DefaultIfEmpty(0).Max();

    private static void Say(string line) => Console.Error.WriteLine($"demo: {line}");
}
