using Fuse3D.Vision.Data;
using Fuse3D.Vision.Training.Losses;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training;

public class LossTests
{
    private const int Seeds = 8;

    /// <summary>Object 0 owns seeds 0 and 1, object 1 all others but the last.</summary>
    private static long[] Owners { get; } = [0, 0, 1, 1, 1, 1, 1, -1];

    [Fact]
    public void SeedPositives_ObjectWithFewSeeds_MarksItsOwnOnly()
    {
        using var scope = NewDisposeScope();
        float[] expected = [1, 1, 0, 1, 1, 1, 1, 0];      // object 1 lies at x = 6: its four nearest seeds are 3 to 6
        Assert.Equal(expected, Positives(GroupFreeLossOptions.SunRgbd));
    }

    [Fact]
    public void SeedPositives_AsPublished_ObjectWithFewSeedsMarksOthersToo()
    {
        using var scope = NewDisposeScope();
        float[] marked = Positives(GroupFreeLossOptions.SunRgbd with { OwnSeedsOnly = false });
        Assert.Equal([1, 1, 1, 1, 1, 1], [marked[0], marked[1], marked[3], marked[4], marked[5], marked[6]]);
        Assert.Equal(0, marked[7]);     // without an object: never
    }

    [Fact]
    public void SeedPositives_FewerSeedsThanWanted_MarksAll()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 0], Positives(GroupFreeLossOptions.SunRgbd with { ClosestSeeds = 100 }));
    }

    [Fact]
    public void DetectionTargets_SamplesOfOtherSizes_AreRefused()
    {
        BoxTargets targets = Targets();
        var error = Assert.Throws<InvalidInputException>(() => DetectionTargets.From([targets, targets with { PointInstance = [0] }]));
        Assert.Equal("PointInstance", error.Field);
    }

    [Fact]
    public void Yolos_OutputsNotFinite_ThrowsInsteadOfSearching()
    {
        using var scope = NewDisposeScope();
        var boxes = full([1, 5, 4], float.NaN);
        var error = Assert.Throws<InvalidInputException>(() => new YolosLoss(new()).Compute(zeros([1, 5, 3]), boxes, [[new(0, .5f, .5f, .2f, .2f)]]));
        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, .2f), InlineData(-1, .2f), InlineData(0, float.NaN), InlineData(0, -1f)]
    public void Yolos_ImpossibleTarget_IsRefused(int label, float width)
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<InvalidInputException>(
            () => new YolosLoss(new()).Compute(zeros([1, 5, 3]), full([1, 5, 4], .5), [[new(label, .5f, .5f, width, .2f)]]));
        Assert.Contains("picture 0", error.Message, StringComparison.Ordinal);
    }

    /// <summary>With the counts averaged, two processes with a picture each learn what one with both does.</summary>
    [Fact]
    public void Yolos_CountsOverProcesses_EqualsTheJoinedBatch()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (logits, boxes) = (randn([2, 6, 4]), rand([2, 6, 4]));
        IReadOnlyList<PictureTarget>[] targets =
        [
            [new(0, .5f, .5f, .2f, .2f), new(2, .3f, .4f, .1f, .5f), new(1, .2f, .2f, .2f, .2f)],
            [new(1, .7f, .6f, .3f, .1f)],
        ];
        float joined = new YolosLoss(new()).Compute(logits, boxes, targets).Total.item<float>();

        float sum = 0;
        for (int rank = 0; rank < 2; rank++)
            sum += new YolosLoss(new()) { MeanOverProcesses = MeanOf(weights: 4 + 8 * .1f) }
                .Compute(logits.narrow(0, rank, 1), boxes.narrow(0, rank, 1), [targets[rank]]).Total.item<float>();
        Assert.Equal(joined, sum / 2, 1e-5f);

        // The number of targets is 3 and 1, the sum of weights 3.3 and 1.5: it answers whichever is asked for.
        static Func<Tensor, Tensor> MeanOf(float weights) => own => tensor(own.item<float>() is 3 or 1 ? 2f : weights / 2);
    }

    /// <summary>The mean number of targets is a half: no reason to divide by one.</summary>
    [Fact]
    public void Yolos_OneTargetOverTwoProcesses_EqualsTheJoinedBatch()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (logits, boxes) = (randn([2, 6, 4]), rand([2, 6, 4]));
        IReadOnlyList<PictureTarget>[] targets = [[new(0, .5f, .5f, .2f, .2f)], []];
        float joined = new YolosLoss(new()).Compute(logits, boxes, targets).Total.item<float>();

        float sum = 0;
        for (int rank = 0; rank < 2; rank++)
            sum += new YolosLoss(new()) { MeanOverProcesses = own => tensor(own.item<float>() is 1 or 0 ? .5f : (1 + 11 * .1f) / 2) }
                .Compute(logits.narrow(0, rank, 1), boxes.narrow(0, rank, 1), [targets[rank]]).Total.item<float>();
        Assert.Equal(joined, sum / 2, 1e-5f);
    }

    private static float[] Positives(GroupFreeLossOptions options)
    {
        using var targets = DetectionTargets.From([Targets()]);
        var xyz = tensor(Enumerable.Range(0, Seeds).SelectMany(i => new float[] { i, 0, 0 }).ToArray(), [1, Seeds, 3]);
        return SeedLoss.Positives(xyz, targets.PointInstance, targets, options).data<float>().ToArray();
    }

    private static BoxTargets Targets()
    {
        const int slots = BoxTargets.Slots;
        var centres = new float[3 * slots];
        Array.Fill(centres, BoxTargets.EmptyCentre);
        (centres[0], centres[1], centres[2]) = (0, 0, 0);
        (centres[3], centres[4], centres[5]) = (6, 0, 0);
        var sizes = new float[3 * slots];
        Array.Fill(sizes, 1, 0, 6);
        var mask = new float[slots];
        (mask[0], mask[1]) = (1, 1);
        return new()
        {
            CenterLabel = centres,
            SizeGts = sizes,
            BoxMask = mask,
            HeadingClass = new long[slots],
            HeadingResidual = new float[slots],
            SizeClass = new long[slots],
            SizeResidual = new float[3 * slots],
            SemanticClass = new long[slots],
            PointInstance = Owners,
            PointObjectMask = [.. Owners.Select(owner => owner < 0 ? 0L : 1L)],
        };
    }
}
