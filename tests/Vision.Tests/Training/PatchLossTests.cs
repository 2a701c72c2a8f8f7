using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Data;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Parallel;
using Fuse3D.Vision.Training.Tasks;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>The loss on patch tokens, of pictures of 64 x 48 pixels: 4 x 3 patches.</summary>
[Collection(OrderedRandomNumbers.Name)]
public sealed class PatchLossTests : IDisposable
{
    private const int Classes = 5;
    private static readonly PatchGrid Grid = new(64, 48);
    private static readonly PictureSize Whole = new(48, 64);

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Targets_NestedBoxes_TheSmallerOwnsItsPatches()
    {
        using var scope = NewDisposeScope();
        PictureTarget left = new(1, .25f, .5f, .5f, 1f), inner = new(4, .125f, .5f, .25f, .3f);      // two columns; the middle patch of the first
        PatchTargets targets = PatchTargets.Of([[left, inner]], [Whole], Grid, Classes, CPU);

        Assert.Equal([1, 1, 5, 5, 4, 1, 5, 5, 1, 1, 5, 5], targets.Labels.data<long>().ToArray());
        Assert.Equal([0, 1, 4, 5, 8, 9], targets.Rows.data<long>().ToArray());
        Assert.Equal([.125f, .5f, .25f, .3f], targets.Boxes[2].data<float>().ToArray());
    }

    /// <summary>Targets are parts of the picture, patches parts of what it was padded to.</summary>
    [Fact]
    public void Targets_PaddedPicture_LieInItsOwnPart()
    {
        using var scope = NewDisposeScope();
        PictureTarget all = new(2, .5f, .5f, 1f, 1f);
        PatchTargets targets = PatchTargets.Of([[all], [all]], [new PictureSize(32, 32), Whole], Grid, Classes, CPU);

        Assert.Equal([2, 2, 5, 5, 2, 2, 5, 5, 5, 5, 5, 5], targets.Labels.narrow(0, 0, 12).data<long>().ToArray());
        Assert.All(targets.Labels.narrow(0, 12, 12).data<long>().ToArray(), label => Assert.Equal(2, label));
    }

    [Fact]
    public void Add_RightBoxesAndNoIdeaOfClasses_IsTheCrossEntropyOfAGuess()
    {
        using var scope = NewDisposeScope();
        PictureTarget all = new(2, .5f, .5f, .75f, .5f);
        Tensor boxes = tensor([.5f, .5f, .75f, .5f]).expand(1, Grid.Count, 4);
        LossTerms terms = PatchLoss.Add(
            Nothing(), (zeros([1, Grid.Count, Classes + 1]), boxes), Grid, [[all]], [Whole], new() { PatchWeight = 0.5, ClassWeight = 3 }, Alone);

        Assert.Equal(0.5f * 3 * MathF.Log(Classes + 1), terms.Total.item<float>(), 1e-5f);
        Assert.Equal(0, terms.Terms["patch_bbox"].item<float>());
        Assert.Equal(0, terms.Terms["patch_giou"].item<float>(), 1e-6f);
        Assert.Equal(100, terms.Terms["patch_error"].item<float>());        // the first class is said, the third is right
    }

    [Fact]
    public void Add_NoTargets_TeachesNoObjectOnly()
    {
        using var scope = NewDisposeScope();
        Tensor logits = zeros([1, Grid.Count, Classes + 1]).requires_grad_(true), boxes = full([1, Grid.Count, 4], .5f).requires_grad_(true);
        LossTerms terms = PatchLoss.Add(Nothing(), (logits, boxes), Grid, [[]], [Whole], new() { PatchWeight = 1 }, Alone);
        terms.Total.backward();

        Assert.Equal(0, boxes.grad!.abs().sum().item<float>());
        Assert.True(logits.grad!.select(-1, Classes).lt(0).all().item<bool>());
    }

    /// <summary>With the counts averaged, two processes with a picture each learn what one with both does.</summary>
    [Fact]
    public void Add_CountsOverProcesses_EqualsTheJoinedBatch()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Tensor logits = randn([2, Grid.Count, Classes + 1]), boxes = rand([2, Grid.Count, 4]);
        IReadOnlyList<PictureTarget>[] targets = [[new(1, .25f, .5f, .5f, 1f)], [new(3, .125f, .5f, .25f, .3f)]];       // 6 patches, and 1
        YolosLossOptions options = new() { PatchWeight = 1 };
        float joined = PatchLoss.Add(Nothing(), (logits, boxes), Grid, targets, [Whole, Whole], options, Alone).Total.item<float>(), sum = 0;
        for (int rank = 0; rank < 2; rank++)
        {
            sum += PatchLoss.Add(
                Nothing(), (logits.narrow(0, rank, 1), boxes.narrow(0, rank, 1)), Grid, [targets[rank]], [Whole], options,
                own => tensor(own.item<float>() is 6 or 1 ? 3.5f : 0)).Total.item<float>();
        }

        Assert.Equal(joined, sum / 2, 1e-5f);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Run_WithPatches_PatchesLearnClassesAndBoxes(bool fused)
    {
        StepReport[] steps = fused ? Fused() : Pictures();

        IReadOnlyDictionary<string, float> first = steps[0].Terms, last = steps[^1].Terms;
        Assert.True(last["patch_ce"] < 0.5 * first["patch_ce"], $"{first["patch_ce"]} {last["patch_ce"]}");
        Assert.True(last["patch_bbox"] < 0.5 * first["patch_bbox"], $"{first["patch_bbox"]} {last["patch_bbox"]}");
    }

    [Fact]
    public void Run_WithoutWeight_HasNoSuchTerms() =>
        Assert.DoesNotContain(Pictures("train.loss.picture_patches=0")[0].Terms.Keys, name => name.StartsWith("patch", StringComparison.Ordinal));

    private StepReport[] Pictures(params string[] overrides) => Steps(
        Config("configs/rooms/yolos_nano.yaml", ["model.yolos.init_size=[240, 320]", "model.yolos.picture=[320, 240]", "train.epochs=30", .. overrides]),
        config => PictureTask.Yolos(config, new SmallRooms(), null, CPU, new AloneExchange()));

    private StepReport[] Fused() => Steps(
        Config("configs/rooms/tokenfusion_nano.yaml",
        [
            "model.yolos.init_size=[240, 320]", "model.yolos.picture=[320, 240]", "model.group_free.stage_points=[256, 128, 64, 32]",
            "model.group_free.candidates=32", "data.points=2000", "train.epochs=20",
        ]),
        config => SceneTask.TokenFusion(config, new SmallRooms(), null, CPU, new AloneExchange()));

    private StepReport[] Steps<T>(RunConfig config, Func<RunConfig, ITrainingTask<T>> make)
    {
        var record = new RunRecord();
        using ITrainingTask<T> task = make(config);
        using var trainer = new Trainer<T>(task, config.Train, new RunFolder(_folder.At("run")), config.Data.Damaged, new AloneExchange(), record);
        trainer.Run(CancellationToken.None);
        return [.. record.Steps];
    }

    private static RunConfig Config(string path, string[] overrides) => RunConfig.Load(
        Path.Combine(SharedFolder.Repository, path),
        [
            "train.loss.picture_patches=1", "train.batch=2", "train.validate_every=0", "train.seed=5", "train.schedule.kind=constant",
            "train.optimizer={ rate: 0.002, decoder_rate: 0.002, image_rate: 0.002 }", "train.log_every=1", .. overrides,
        ]);

    private static Tensor Alone(Tensor count) => count;

    private static LossTerms Nothing()
    {
        var terms = new LossTerms();
        return terms.WithTotal(terms.Add("loss", zeros([])));
    }
}
