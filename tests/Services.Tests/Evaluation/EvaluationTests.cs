using System.CommandLine;
using System.Text.Json.Nodes;
using Fuse3D.Cli;
using Fuse3D.Cli.Verbs;
using Fuse3D.Services.Fusion;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Cli;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Data.SunRgbd;

namespace Fuse3D.Services.Tests.Evaluation;

/// <summary><c>fuse3d eval</c> on the real frame under several numbers: the same report, bit for bit, wherever the networks run.</summary>
[Trait("Category", "RealData")]
public sealed class EvaluationTests : IDisposable
{
    private const int Frames = 3, Repeats = 2;

    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [SkippableFact]
    public async Task Eval_FusedNetwork_IsTheSameInProcessThroughOneServiceAndThroughThree()
    {
        using ScratchFolder data = PreparedFrames.Real(Frames);
        var run = new SmallRun(_temporary, data.Path);
        await using RunningHost one = await RunningHost.StartAsync(
            args => FusionHost.Build(args), "--model", run.Model, "--points", "local", "--image", "local");
        await using ThreeProcesses three = await ThreeProcesses.StartAsync(run.Model);

        Done(await run.RunAsync("here"));
        Done(await run.RunAsync("one", "--service", $"{one.Grpc}", "--model", run.Model));
        Done(await run.RunAsync("three", "--service", $"{three.Fusion.Grpc}", "--in-flight", "6"));

        AssertMeasured(run.Json("here"));
        foreach (string there in (string[])["one", "three"])
        {
            Assert.Equal(run.Frames("here", Frames, Repeats), run.Frames(there, Frames, Repeats));
            Assert.Equal(run.Report("here"), run.Report(there));
        }
    }

    [SkippableFact]
    public async Task Eval_PointNetwork_IsTheSameInProcessThroughThePointServiceAndThroughThree()
    {
        using ScratchFolder data = PreparedFrames.Real(Frames);
        var run = new SmallRun(_temporary, data.Path, family: "group_free");
        await using RunningHost one = await RunningHost.StartAsync(args => PointCloudHost.Build(args), "--model", run.Model);
        await using ThreeProcesses three = await ThreeProcesses.StartAsync(run.Model);

        Done(await run.RunAsync("here"));
        Done(await run.RunAsync("one", "--service", $"{one.Grpc}", "--in-flight", "64"));     // more than the service takes
        Done(await run.RunAsync("three", "--service", $"{three.Fusion.Grpc}"));

        foreach (string there in (string[])["one", "three"])
        {
            Assert.Equal(run.Frames("here", Frames, Repeats), run.Frames(there, Frames, Repeats));
            Assert.Equal(run.Report("here"), run.Report(there));
        }
    }

    [SkippableFact]
    public async Task Eval_DamagedFrame_IsNamedAndTheOthersMeasured()
    {
        using ScratchFolder data = PreparedFrames.Real(3);
        string damaged = Path.Combine(data.Path, PreparedFrames.Train, "000018_pc.npz");
        File.WriteAllBytes(damaged, File.ReadAllBytes(damaged)[..1000]);
        var run = new SmallRun(_temporary, data.Path);

        var (exit, output, error) = await run.RunAsync("out", "--repeats", "1");

        Assert.Equal(1, exit);
        Assert.Contains("frame 000018 failed", error, StringComparison.Ordinal);
        Assert.Contains("bed", output, StringComparison.Ordinal);
        JsonNode report = run.Json("out");
        Assert.Equal("000018", (string)report["failures"]![0]!["id"]!);
        Assert.Equal(2, report["heads"]![0]!["figures"]!["runs"]![0]!["scenes"]!.AsArray().Count);
    }

    [SkippableFact]
    public async Task Eval_Report_HasTablesFilesAndPictures()
    {
        using ScratchFolder data = PreparedFrames.Real(2);
        var run = new SmallRun(_temporary, data.Path);

        var (exit, output, error) = await run.RunAsync("out", "--heads", "last,0,all_layers", "--repeats", "3", "--limit", "2", "--pictures", "1");

        Assert.Equal(0, exit);
        Assert.Contains("AP@0.10", output, StringComparison.Ordinal);
        Assert.Contains("AP50", output, StringComparison.Ordinal);
        Assert.Contains("6 of 6 frames", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output + error);
        string[] rows = File.ReadAllLines(Path.Combine(run.Output("out"), "per_class.csv"));
        Assert.Equal(1 + 3 * 2 * (10 + 1), rows.Length);      // three heads, two thresholds, ten classes and their mean
        Assert.Contains("data:image/png", File.ReadAllText(Path.Combine(run.Output("out"), "report.html")), StringComparison.Ordinal);
        Assert.Equal(
            2, Directory.EnumerateFiles(Path.Combine(run.Output("out"), "frames"), "best_*.png").Count());        // from above, and on the picture
    }

    [SkippableTheory]
    [InlineData("no such folder", "--model", "missing")]
    [InlineData("there is no head 'first'", "--heads", "first")]
    [InlineData("eval.repeats", "--repeats", "0")]
    [InlineData("eval.thresholds", "--thresholds", "0.5,2")]
    [InlineData("there is no evaluation protocol", "--protocol", "mine")]
    [InlineData("no folder", "--data", "missing")]
    [InlineData("--in-flight is 0", "--in-flight", "0")]
    [InlineData("no frames", "--split", "test")]
    [InlineData("points is 2048, the configuration has 4096", "--set", "data.points=4096")]
    [InlineData("decoder_layers is 2, the configuration has 3", "--set", "model.group_free.decoder_layers=3")]
    public async Task Eval_WrongInput_SaysWhy(string why, params string[] arguments)
    {
        using ScratchFolder data = PreparedFrames.Real(1);
        var run = new SmallRun(_temporary, data.Path);
        ParseResult parsed = new RootCommand { Eval.Verb() }.Parse(run.Arguments("out", arguments.Contains("--model") ? arguments : ["--model", run.Model, .. arguments]));

        Exception failure = await Record.ExceptionAsync(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));

        Assert.True(failure is InvalidInputException or CommandFailure, $"{failure}");     // those that become one line and exit code 1
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run.Output("out"), "report.json")));
    }

    [SkippableFact]
    public async Task Eval_WithoutWeights_SaysWhatIsMissing()
    {
        using ScratchFolder data = PreparedFrames.Real(1);

        var (exit, _, error) = await CommandLine.RunAsync(new SmallRun(_temporary, data.Path).Arguments("out"));

        Assert.Equal((1, "fuse3d: --model FOLDER is missing: the weights to evaluate; or --service ADDRESS, where they are served"), (exit, error.Trim()));
    }

    [SkippableFact]
    public async Task Eval_ServiceOfAnotherKindOrModel_IsRefused()
    {
        using ScratchFolder data = PreparedFrames.Real(1);
        var run = new SmallRun(_temporary, data.Path);
        await using RunningHost points = await RunningHost.StartAsync(args => PointCloudHost.Build(args), "--model", run.Model);
        await using RunningHost tiny = await RunningHost.StartAsync(
            args => FusionHost.Build(args), "--model", TinyModel.Write(_temporary), "--points", "local", "--image", "local");

        var (kind, _, kindError) = await run.RunAsync("out", "--service", $"{points.Grpc}");
        var (model, _, modelError) = await run.RunAsync("out", "--service", $"{tiny.Grpc}");

        Assert.Equal((1, 1), (kind, model));
        Assert.Contains("is the pointcloud service; small is evaluated with fusion", kindError, StringComparison.Ordinal);
        Assert.Contains("classes is chair, table, bed, the configuration has bed, table, sofa", modelError, StringComparison.Ordinal);
    }

    private static void Done((int Exit, string Output, string Error) run) => Assert.True(run.Exit == 0, run.Error);

    // A comparison of reports in which nothing was found would say little.
    private static void AssertMeasured(JsonNode report)
    {
        JsonNode last = report["heads"]![0]!["figures"]!["thresholds"]![0]!;
        Assert.True((double)last["meanAveragePrecision"]!["mean"]! > 0);
        Assert.True((double)last["meanAveragePrecision"]!["deviation"]! > 0);     // passes draw other points
    }
}
