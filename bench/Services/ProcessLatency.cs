using System.Diagnostics;
using System.Globalization;
using Fuse3D.Cli;
using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision.Data.Rooms;
using Fuse3D.Vision.Fusion;
using Grpc.Core;

namespace Fuse3D.Bench.Services;

/// <summary>What it costs to run the branches in processes of their own: the same frame through one process and through three, in turn.</summary>
internal static class ProcessLatency
{
    private const int WarmUps = 5;

    /// <param name="rounds">frames of each sort that count</param>
    public static async Task RunAsync(int rounds)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("fuse3d-bench-");
        try
        {
            string model = Path.Combine(work.FullName, "model");
            HashedModels.WriteSunRgbd(model, HashedModels.Exchanging(seed: 0));
            await MeasureAsync(rounds, model, work);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(int rounds, string model, DirectoryInfo logs)
    {
        await using ServiceChild alone = ServiceChild.Start("fusion", logs.CreateSubdirectory("alone"), "--model", model, "--points", "local", "--image", "local");
        await using ServiceChild points = ServiceChild.Start("pointcloud", logs, "--model", model);
        await using ServiceChild image = ServiceChild.Start("image", logs, "--model", model);
        await using ServiceChild fusion = ServiceChild.Start("fusion", logs, "--model", model, "--points", $"{points.Grpc}", "--image", $"{image.Grpc}");
        using DetectorClient one = DetectorClient.ForFusion(alone.Grpc), three = DetectorClient.ForFusion(fusion.Grpc);
        await ReadyAsync(one);
        await ReadyAsync(three);

        DetectRequest shared = Requests.Of(RoomFrames.FromSeed(0), sequence: 0), inline = shared.Clone();
        inline.Options.InlineOnly = true;
        List<double> inOne = [], inThree = [], inThreeInline = [];
        for (int round = -WarmUps; round < rounds; round++)
        {
            (double a, double b, double c) = (await TimeAsync(one, shared), await TimeAsync(three, shared), await TimeAsync(three, inline));
            if (round < 0)
                continue;
            inOne.Add(a);
            inThree.Add(b);
            inThreeInline.Add(c);
        }

        double frame = Median(inOne);
        Console.WriteLine($"{Environment.ProcessorCount} cores, {rounds} frames each, in turn; medians from request to reply");
        Say("one process", frame, frame);
        Say("three processes, shared memory", Median(inThree), frame);
        Say("three processes, inline", Median(inThreeInline), frame);
    }

    private static async Task<double> TimeAsync(DetectorClient client, DetectRequest request)
    {
        long start = Stopwatch.GetTimestamp();
        DetectReply reply = await client.DetectAsync(request);
        return reply.Degraded ? throw new InvalidOperationException("a frame was degraded; the machine is too busy to measure") : Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static async Task ReadyAsync(DetectorClient client)
    {
        for (int attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                if ((await client.GetInfoAsync()).Branches.All(branch => branch.Available))
                    return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }

        throw new InvalidOperationException("the services did not become ready within a minute");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(string what, double milliseconds, double frame) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what,-34} {milliseconds,8:0.0} ms   {100 * (milliseconds / frame - 1),6:+0.0;-0.0} % "));
}
