using System.Text.Json.Nodes;
using System.Xml.Linq;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Cli;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Services.Tests.Evaluation;

/// <summary><c>fuse3d eval</c> of a small network on generated rooms.</summary>
public sealed class SegmentationEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Eval_WholeSplit_EqualsCountingPixelsDirectly()
    {
        var run = new SmallDenseRun(_temporary);

        var (exit, output, error) = await run.RunAsync("whole", "--pictures", "1");

        Assert.True(exit == 0, error);
        Assert.Contains("mean IoU published: 50.0; measured", output, StringComparison.Ordinal);
        (string Name, SegmentationScores Scores)[] expected = await DirectAsync(run, new());
        AssertFigures(expected, run.Json("whole"));
        string[] rows = File.ReadAllLines(run.Path("whole", "per_class.csv"));
        Assert.Equal(1 + 3 * (40 + 2), rows.Length);
        Assert.Contains(rows, row => row.StartsWith("ensemble,mean,", StringComparison.Ordinal));
        XDocument page = XDocument.Parse(File.ReadAllText(run.Path("whole", "report.html")));
        Assert.Equal(2, page.Descendants("img").Count());                                  // the best and the worst frame
        Assert.Contains(page.Descendants("figcaption"), caption => caption.Value.Contains("red: exchanged at stage", StringComparison.Ordinal));
        Assert.Equal(2, Directory.GetFiles(run.Path("whole", "frames")).Length);
        Assert.DoesNotContain(_temporary.Path, run.Report("whole"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_ScalesAndFlip_EqualsThePredictorWithThem()
    {
        var run = new SmallDenseRun(_temporary);

        var (exit, output, error) = await run.RunAsync("views", "--scales", "1,1.5", "--flip", "--json", "--pictures", "0");

        Assert.True(exit == 0, error);
        JsonNode json = JsonNode.Parse(output)!;
        AssertFigures(await DirectAsync(run, new() { Scales = [1, 1.5], Flip = true }), json);
        Assert.Contains("at 1, 1.5 of their size, mirrored too", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_FramesSmallerThanTheNetworkTakes_EqualsThePredictor()
    {
        var run = new SmallDenseRun(_temporary);

        var (exit, output, error) = await run.RunAsync("small", "--scales", "0.5", "--json", "--pictures", "0");      // 24 x 16 pixels

        Assert.True(exit == 0, error);
        AssertFigures(await DirectAsync(run, new() { Scales = [0.5] }), JsonNode.Parse(output)!);
    }

    [Fact]
    public async Task Eval_ResumedAfterHalf_GivesTheReportOfOneRun()
    {
        var run = new SmallDenseRun(_temporary);
        await run.RunAsync("parts", "--limit", "2");

        var (refused, _, why) = await run.RunAsync("parts");
        var (other, _, differs) = await run.RunAsync("parts", "--resume", "--flip");
        var (exit, _, error) = await run.RunAsync("parts", "--resume");
        await run.RunAsync("whole");

        Assert.Equal((1, 1, 0), (refused, other, exit));
        Assert.Contains("continue it with --resume", why, StringComparison.Ordinal);
        Assert.Contains("eval.flip: False there, True now", differs, StringComparison.Ordinal);
        Assert.Contains("2 frames are there from before", error, StringComparison.Ordinal);
        Assert.Equal(run.Report("whole"), run.Report("parts"));
        Assert.Equal(2, (int)JsonNode.Parse(File.ReadAllText(run.Path("parts", "times.json")))!["answered"]!);
    }

    [Fact]
    public async Task Eval_DamagedFrames_FailByNameAndTheOthersCount()
    {
        var run = new SmallDenseRun(_temporary);
        string[][] frames = [.. File.ReadAllLines(Path.Combine(run.Data, "val.txt")).Select(line => line.Split('\t'))];
        File.WriteAllBytes(Path.Combine(run.Data, frames[0][1]), PictureFile.EncodePng(48, 32, [.. Enumerable.Repeat((byte)77, 48 * 32)]));
        File.WriteAllBytes(Path.Combine(run.Data, frames[1][2]), PictureFile.EncodePng(new DepthImage(40, 32, new ushort[40 * 32])));
        File.Delete(Path.Combine(run.Data, frames[2][2]));

        var (exit, _, error) = await run.RunAsync("damaged");

        Assert.Equal(1, exit);
        Assert.Contains("label 77 at column 0, row 0; 0..39 and 255 are allowed", error, StringComparison.Ordinal);
        Assert.Contains("has 40 x 32 pixels", error, StringComparison.Ordinal);
        Assert.Contains("they must be equal", error, StringComparison.Ordinal);
        Assert.Contains(frames[2][2], error, StringComparison.Ordinal);
        Assert.Equal(3, run.Json("damaged")["failures"]!.AsArray().Count);
        Assert.Contains("\"frames measured\",\"value\":\"1\"", run.Report("damaged"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_ThroughTheService_GivesTheReportOfThisProcess()
    {
        var run = new SmallDenseRun(_temporary);
        string other = DenseFrames.Write(_temporary, "refinenet");
        await using RunningHost host = await RunningHost.StartAsync(args => ImageHost.Build(args), ["--dense-model", run.Model, "--dense-model", other]);
        string address = $"{host.Grpc}";

        await run.RunAsync("here", "--flip", "--pictures", "1");
        var (exit, _, error) = await run.RunAsync("served", "--flip", "--pictures", "1", "--service", address);
        var (checkedExit, _, checkedError) = await run.RunAsync("checked", "--flip", "--pictures", "1", "--service", address, "--model", run.Model, "--in-flight", "4");

        Assert.True(exit == 0, error);
        Assert.True(checkedExit == 0, checkedError);
        Assert.Contains("at http://127.0.0.1", error, StringComparison.Ordinal);
        Assert.Equal(run.Report("here"), run.Report("served"));
        Assert.Equal(run.Report("here"), run.Report("checked"));
        Assert.Equal(
            Directory.GetFiles(run.Path("here", "frames")).Order().Select(File.ReadAllBytes),
            Directory.GetFiles(run.Path("served", "frames")).Order().Select(File.ReadAllBytes));
    }

    [Fact]
    public async Task Eval_ServiceOfOtherModels_IsRefusedWithWhatItHas()
    {
        var run = new SmallDenseRun(_temporary);
        string twin = SmallDenseRun.Write(_temporary.Add("twin"), Vision.Tests.Dense.TinyDense.Segformer with { Name = "twin" }, seed: 2);
        await using (RunningHost two = await RunningHost.StartAsync(args => ImageHost.Build(args), ["--dense-model", run.Model, "--dense-model", twin]))
        {
            var (exit, _, error) = await run.RunAsync("several", "--service", $"{two.Grpc}");
            Assert.Equal(1, exit);
            Assert.Contains("--model FOLDER tells which", error, StringComparison.Ordinal);
        }

        await using (RunningHost one = await RunningHost.StartAsync(args => ImageHost.Build(args), ["--dense-model", twin]))
        {
            var (exit, _, error) = await run.RunAsync("weights", "--service", $"{one.Grpc}", "--model", run.Model);
            Assert.Equal(1, exit);
            Assert.Contains("answers from weights", error, StringComparison.Ordinal);
        }

        await using RunningHost host = await RunningHost.StartAsync(args => ImageHost.Build(args), ["--dense-model", DenseFrames.Write(_temporary, "refinenet")]);
        var (refused, _, why) = await run.RunAsync("other", "--service", $"{host.Grpc}");
        Assert.Equal(1, refused);
        Assert.Contains("refinenet (family is refinenet, the configuration has segformer)", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_WhatCannotBe_IsSaidBeforeAnyFrame()
    {
        var run = new SmallDenseRun(_temporary);
        await Fails("modality 'thermal' is not in nyudv2, which has rgb, depth", "--set", "model.modalities=[{ name: rgb }, { name: thermal }]", "--model", Other("thermal"));
        await Fails("modalities is rgb, depth, the configuration has depth", "--set", "model.modalities=[{ name: depth }]");
        await Fails(
            "modality 'depth' is of form stretched_depth in the model's description, and of form depth in nyudv2",
            "--set", "model.modalities=[{ name: rgb }, { name: depth, form: stretched_depth }]", "--model", Stretched());
        await Fails("decoder_width is 16, the configuration has 32", "--set", "model.segformer.decoder_width=32");
        await Fails("eval.expected has 4 figures", "--set", "eval.expected=[1, 2, 3, 4]");
        await Fails("are for translation", "--inception", "weights.pth");
        File.WriteAllText(Path.Combine(run.Data, "none.txt"), "\n");
        await Fails("none.txt: lists nothing", "--split", "none");

        async Task Fails(string expected, params string[] more)
        {
            var (exit, _, error) = await run.RunAsync("never", more);
            Assert.Equal(1, exit);
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }

        string Stretched() => SmallDenseRun.Write(
            _temporary.Add("stretched"), Vision.Tests.Dense.TinyDense.Segformer with { Modalities = [new() { Name = "rgb" }, new() { Name = "depth", Form = "stretched_depth" }] });

        string Other(string modality) => SmallDenseRun.Write(
            _temporary.Add(modality), Vision.Tests.Dense.TinyDense.Segformer with { Modalities = [new() { Name = "rgb" }, new() { Name = modality }] });
    }

    // Pictures as they are stored, through the predictor that services use.
    private static async Task<(string Name, SegmentationScores Scores)[]> DirectAsync(SmallDenseRun run, DenseOptions options)
    {
        ISegmentationDataset data = DenseDatasets.OpenSegmentation("nyudv2", run.Data, "val");
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(run.Model));
        ConfusionMatrix[] matrices = [new(40), new(40), new(40)];
        foreach (string id in data.Ids)
        {
            SegmentationFrame frame = data.Read(id);
            SegmentationResult found = await predictor.SegmentAsync([.. frame.Modalities.Select(modality => modality.Pixels)], options);
            foreach (var (matrix, labels) in matrices.Zip(found.Branches.Append(found.Ensemble)))
                matrix.Add(frame.Labels.Values, labels);
        }

        return [.. new[] { "rgb", "depth", "ensemble" }.Zip(matrices, (name, matrix) => (name, SegmentationScores.Of(matrix)))];
    }

    private static void AssertFigures((string Name, SegmentationScores Scores)[] expected, JsonNode report)
    {
        JsonArray outputs = report["dense"]!["segmentation"]!.AsArray();
        Assert.Equal(expected.Length, outputs.Count);
        foreach (var ((name, scores), own) in expected.Zip(outputs))
        {
            JsonNode found = own!["scores"]!;
            Assert.Equal(name, (string)own["output"]!);
            Assert.Equal(
                (scores.PixelAccuracy, scores.MeanAccuracy, scores.MeanIou), ((double)found["pixelAccuracy"]!, (double)found["meanAccuracy"]!, (double)found["meanIou"]!));
            Assert.Equal(scores.ClassIous.Count, found["classIous"]!.AsArray().Count);
        }
    }
}
