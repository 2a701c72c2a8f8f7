using System.Text.Json.Nodes;
using Fuse3D.Services.Tests.Cli;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Data.SunRgbd;

namespace Fuse3D.Services.Tests.Evaluation;

/// <summary>Runs that end before their time go on where they were, and give the report of a run that was left alone.</summary>
[Trait("Category", "RealData")]
[Trait("Category", "Fault")]
public sealed class InterruptedEvaluationTests : IDisposable
{
    private const int Frames = 6, Repeats = 25, Total = Frames * Repeats;
    private static readonly string[] Passes = ["--repeats", $"{Repeats}", "--pictures", "0"];      // 18 frames were over before a fast machine interrupted them

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [SkippableFact]
    public async Task Resume_AfterSigkill_GivesTheReportOfAnUninterruptedRun()
    {
        using ScratchFolder data = PreparedFrames.Real(Frames);
        var run = new SmallRun(_temporary, data.Path);
        string results = Path.Combine(run.Output("killed"), "frames.bin");

        using (CommandLine killed = CommandLine.Start(run.Arguments("killed", ["--model", run.Model, "--in-flight", "1", .. Passes])))
        {
            await Eventually.Holds(() => new FileInfo(results) is { Exists: true, Length: > 0 });
            killed.Kill();
            Assert.NotEqual(0, (await killed.EndAsync()).Exit);
        }

        using (FileStream half = File.Open(results, FileMode.Append))
            half.Write([100, 0, 0, 0, 1, 2, 3]);        // a record that was being written
        var (exit, _, error) = await run.RunAsync("killed", ["--resume", .. Passes]);
        await run.RunAsync("whole", Passes);

        Assert.Equal(0, exit);
        Assert.Contains("7 bytes at the end were half-written", error, StringComparison.Ordinal);
        Assert.Contains("frames are there from before", error, StringComparison.Ordinal);
        Assert.InRange(Answered(run, "killed"), 1, Total - 1);
        Assert.Equal(Total, Answered(run, "whole"));
        Assert.Equal(run.Frames("whole", Frames, Repeats), run.Frames("killed", Frames, Repeats));
        Assert.Equal(run.Report("whole"), run.Report("killed"));
    }

    [SkippableFact]
    public async Task Resume_AfterTheServiceWasLost_GoesOnInProcess()
    {
        using ScratchFolder data = PreparedFrames.Real(Frames);
        var run = new SmallRun(_temporary, data.Path, family: "group_free");
        string results = Path.Combine(run.Output("lost"), "frames.bin");
        await using ChildService service = await ChildService.StartAsync("PointCloud", "--model", run.Model);

        using CommandLine left = CommandLine.Start(
            run.Arguments("lost", ["--service", $"{service.Grpc}", "--in-flight", "1", "--patience", "0.5", .. Passes]));
        await Eventually.Holds(() => new FileInfo(results) is { Exists: true, Length: > 0 });
        await service.KillAsync();
        var (exit, _, error) = await left.EndAsync();

        Assert.Equal(1, exit);
        Assert.Contains("trying again for 0.5 s", error, StringComparison.Ordinal);
        Assert.Contains("the service did not answer for 0.5 s", error, StringComparison.Ordinal);
        Assert.Contains("the same command with --resume goes on from there", error, StringComparison.Ordinal);

        Assert.Equal(0, (await run.RunAsync("lost", ["--resume", .. Passes])).Exit);
        await run.RunAsync("whole", Passes);
        Assert.InRange(Answered(run, "lost"), 1, Total - 1);
        Assert.Equal(run.Report("whole"), run.Report("lost"));
    }

    [SkippableFact]
    public async Task Eval_ServiceThatComesBack_IsWaitedFor()
    {
        using ScratchFolder data = PreparedFrames.Real(Frames);
        var run = new SmallRun(_temporary, data.Path, family: "group_free");
        string results = Path.Combine(run.Output("back"), "frames.bin");
        ChildService service = await ChildService.StartAsync("PointCloud", "--model", run.Model);
        int port = service.Grpc.Port;

        using CommandLine patient = CommandLine.Start(run.Arguments("back", ["--service", $"{service.Grpc}", "--in-flight", "2", .. Passes]));
        await Eventually.Holds(() => new FileInfo(results) is { Exists: true, Length: > 0 });
        await service.DisposeAsync();       // killed
        await using ChildService again = await ChildService.StartAsync("PointCloud", "--model", run.Model, "--grpc-port", $"{port}");
        var (exit, _, error) = await patient.EndAsync();

        Assert.True(exit == 0, error);
        Assert.Contains("the service answers again", error, StringComparison.Ordinal);
        await run.RunAsync("whole", Passes);
        Assert.Equal(run.Report("whole"), run.Report("back"));
    }

    [SkippableFact]
    public async Task Resume_OtherThanTheEarlierRun_IsRefusedByName()
    {
        using ScratchFolder data = PreparedFrames.Real(1);
        var run = new SmallRun(_temporary, data.Path);
        await run.RunAsync("out");

        var (unasked, _, unaskedError) = await run.RunAsync("out");
        var (other, _, otherError) = await run.RunAsync("out", "--resume", "--heads", "last", "--set", "eval.seed=1");
        var (same, _, sameError) = await run.RunAsync("out", "--resume", "--thresholds", "0.3", "--protocol", "votenet-area", "--repeats", "3");

        Assert.Equal((1, 1, 0), (unasked, other, same));
        Assert.Contains("continue it with --resume", unaskedError, StringComparison.Ordinal);
        Assert.Contains("eval.heads: last, all_layers there, last now; eval.seed: 0 there, 1 now", otherError, StringComparison.Ordinal);
        Assert.Contains("3 of 3 frames", sameError, StringComparison.Ordinal);
        Assert.Equal(1, Answered(run, "out"));      // the third pass; the others are measured by the new rules
    }

    private static int Answered(SmallRun run, string name) =>
        (int)JsonNode.Parse(File.ReadAllText(Path.Combine(run.Output(name), "times.json")))!["answered"]!;
}
