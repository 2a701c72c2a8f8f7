using System.Text.Json.Nodes;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Cli;
using Fuse3D.Services.Tests.Support;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.Dense;
using Fuse3D.Vision.Models.Inception;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Tests.Dense;
using TorchSharp;

namespace Fuse3D.Services.Tests.Evaluation;

/// <summary><c>fuse3d eval</c> of a small generator on generated rooms.</summary>
public sealed class TranslationEvaluationTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Eval_WithoutInception_HasErrorsAndSaysWhatIsLeftOut()
    {
        var run = new SmallDenseRun(_temporary, translates: true);

        var (exit, output, error) = await run.RunAsync("errors", "--pictures", "1");

        Assert.True(exit == 0, error);
        Assert.Contains("FID and KID are left out", output, StringComparison.Ordinal);
        Assert.Contains("FID and KID are left out", File.ReadAllText(run.Path("errors", "report.html")), StringComparison.Ordinal);
        (TranslationErrors[] errors, _) = await DirectAsync(run);
        JsonArray outputs = run.Json("errors")["dense"]!["translation"]!.AsArray();
        Assert.Equal(["reshading", "edge_texture", "ensemble"], outputs.Select(own => (string)own!["output"]!));
        foreach (var (direct, own) in errors.Zip(outputs))
        {
            Assert.Equal((direct.MeanAbsolute, direct.RootMeanSquared), ((double)own!["meanAbsolute"]!, (double)own["rootMeanSquared"]!));
            Assert.Null(own["frechet"]);
        }

        Assert.Equal(4, File.ReadAllLines(run.Path("errors", "per_output.csv")).Length);
        Assert.Equal(2, Directory.GetFiles(run.Path("errors", "frames")).Length);
    }

    [Fact]
    public async Task Eval_ThroughTheService_GivesTheReportOfThisProcess()
    {
        var run = new SmallDenseRun(_temporary, translates: true);
        await using RunningHost host = await RunningHost.StartAsync(args => ImageHost.Build(args), ["--dense-model", run.Model]);

        await run.RunAsync("here", "--pictures", "1");
        var (exit, _, error) = await run.RunAsync("served", "--pictures", "1", "--service", $"{host.Grpc}");
        var (training, _, why) = await run.RunAsync("training", "--service", $"{host.Grpc}", "--set", "eval.training_mode=true");

        Assert.True(exit == 0, error);
        Assert.Equal(run.Report("here"), run.Report("served"));
        Assert.Equal(1, training);
        Assert.Contains("a served generator is in evaluation", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_FeaturesOfAnEncoder_GivesDistancesUnderItsNameAndResumes()
    {
        var run = new SmallDenseRun(_temporary, translates: true);
        string look = SmallDenseRun.Write(_temporary.Add("look"), TinyDense.Segformer with { Name = "looker", Modalities = [new() { Name = "rgb" }] });
        await run.RunAsync("parts", "--features", look, "--limit", "2");

        var (exit, output, error) = await run.RunAsync("parts", "--features", look, "--resume");
        var (other, _, differs) = await run.RunAsync("parts", "--resume");

        Assert.True(exit == 0, error);
        Assert.Equal(1, other);
        Assert.Contains("features: ", differs, StringComparison.Ordinal);
        Assert.Contains("Fréchet distance (looker)", output, StringComparison.Ordinal);
        Assert.Contains("They are no FID or KID", output, StringComparison.Ordinal);
        (_, Picture[][] pictures) = await DirectAsync(run);
        using EncoderLook encoder = EncoderLook.Open(DenseModelFolder.Open(look), torch.CPU);
        FeatureSet[] sets = [.. pictures.Select(own => FeatureSet.Of([.. own.SelectMany(picture => encoder.Describe([picture]))]))];
        foreach (var (own, i) in run.Json("parts")["dense"]!["translation"]!.AsArray().Select((own, i) => (own!, i)))
        {
            Assert.Equal(FrechetDistance.Between(sets[i], sets[^1]), (double)own["frechet"]!, 1e-3);     // products of several pictures differ in their last bits
            Assert.Equal(KernelDistance.Between(sets[i], sets[^1], new(3, 3)).MeanTimes100, (double)own["kernel"]!, 1e-1);
        }
    }

    [Fact]
    public async Task Eval_Inception_GivesFidAndKid()
    {
        var run = new SmallDenseRun(_temporary, translates: true);
        string weights = _temporary.File("inception.safetensors");
        torch.random.manual_seed(3);
        using (var network = new InceptionNetwork())
            Checkpoint.Save(WeightTable.Of(network), weights);

        var (exit, output, error) = await run.RunAsync("fid", "--inception", weights, "--limit", "2", "--pictures", "0");

        Assert.True(exit == 0, error);
        Assert.Contains("KID x 100", output, StringComparison.Ordinal);
        Assert.DoesNotContain("left out", output, StringComparison.Ordinal);
        Assert.All(run.Json("fid")["dense"]!["translation"]!.AsArray(), own => Assert.True(double.IsFinite((double)own!["frechet"]!)));
    }

    [Fact]
    public async Task Eval_InTraining_RepeatsExactlyAndIsAnotherFigure()
    {
        var run = new SmallDenseRun(_temporary, translates: true);
        string[] training = ["--set", "eval.training_mode=true", "--set", "model.token_translation.drop_path=0.5", "--model", Dropping(), "--pictures", "0"];

        var (exit, _, error) = await run.RunAsync("first", training);
        await run.RunAsync("second", [.. training, "--in-flight", "1"]);
        await run.RunAsync("quiet", [.. training, "--set", "eval.training_mode=false"]);

        Assert.True(exit == 0, error);
        Assert.Equal(run.Report("first"), run.Report("second"));
        Assert.NotEqual(Mae(run, "first"), Mae(run, "quiet"));
    }

    [Fact]
    public async Task Eval_DomainThatIsNotThere_NamesTheFile()
    {
        var run = new SmallDenseRun(_temporary, translates: true);
        Directory.Delete(Path.Combine(run.Data, "reshading"), recursive: true);

        var (exit, _, error) = await run.RunAsync("missing");

        Assert.Equal(1, exit);
        Assert.Contains("none of the 4 frames could be answered", error, StringComparison.Ordinal);
        Assert.Contains("reshading/point_", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_WeightsThatAreNoInception_AreRefused()
    {
        var run = new SmallDenseRun(_temporary, translates: true);

        var (exit, _, error) = await run.RunAsync("never", "--inception", Path.Combine(run.Model, "model.safetensors"));
        var (none, _, missing) = await run.RunAsync("never", "--inception", _temporary.File("absent.pth"));

        Assert.Equal((1, 1), (exit, none));
        Assert.Contains("Conv2d_1a_3x3", error, StringComparison.Ordinal);
        Assert.Contains("no such file", missing, StringComparison.Ordinal);
    }

    private static double Mae(SmallDenseRun run, string name) => (double)run.Json(name)["dense"]!["translation"]![2]!["meanAbsolute"]!;

    private string Dropping() => SmallDenseRun.Write(
        _temporary.Add("dropping"), TinyDense.TokenTranslation with { TokenTranslation = TinyDense.TokenTranslation.TokenTranslation! with { DropPath = 0.5 } });

    // Errors of each output; pictures of each output and then of the targets.
    private static async Task<(TranslationErrors[] Errors, Picture[][] Pictures)> DirectAsync(SmallDenseRun run)
    {
        ITranslationDataset data = DenseDatasets.OpenTranslation("taskonomy", run.Data, "val");
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(run.Model));
        TranslationErrors[] errors = [new(), new(), new()];
        List<Picture>[] pictures = [[], [], [], []];
        foreach (string id in data.Ids)
        {
            TranslationSample view = data.Draw(id, new(["reshading", "edge_texture"], "rgb", Seed: 0) { Crop = 32 });
            TranslationResult made = await predictor.TranslateAsync(view, new(), CancellationToken.None);
            float[][] outputs = [.. made.Branches, made.Ensemble];
            foreach (var (error, output) in errors.Zip(outputs))
                error.Add(output, view.Target);
            foreach (var (own, planes) in pictures.Zip(outputs.Append(view.Target)))
                own.Add(TranslationPicture.Of(planes, view.Height, view.Width, PictureForm.Direct));
        }

        return (errors, [.. pictures.Select(own => own.ToArray())]);
    }
}
