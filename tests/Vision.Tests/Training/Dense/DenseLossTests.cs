using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Losses.Dense;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Training.Dense;

public class DenseLossTests
{
    [Fact]
    public void SegmentationLoss_NothingLabelled_IsZeroWithFiniteGradients()
    {
        using var scope = NewDisposeScope();
        var logits = randn([2, 3, 4, 4]).requires_grad_();
        var loss = SegmentationLoss.Of([logits], full([2, 8, 8], 255L), new());
        loss.Total.backward();
        Assert.Equal(0, loss.Total.ToSingle());
        Assert.True(logits.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void SegmentationLoss_Penalty_CountsOncePerOutputWhereAsked()
    {
        using var scope = NewDisposeScope();
        Tensor[] outputs = [zeros([1, 2, 2, 2]), zeros([1, 2, 2, 2]), zeros([1, 2, 2, 2])];
        var labels = zeros([1, 2, 2], ScalarType.Int64);
        var options = new SegmentationLossOptions { PenaltyWeight = 0.5 };
        double likelihood = 3 * Math.Log(2);
        Assert.Equal(likelihood + 0.5 * 4, SegmentationLoss.Of(outputs, labels, options, tensor(4f)).Total.ToSingle(), 1e-5);
        Assert.Equal(likelihood + 3 * 0.5 * 4, SegmentationLoss.Of(outputs, labels, options with { PenaltyPerOutput = true }, tensor(4f)).Total.ToSingle(), 1e-5);
    }

    [Fact]
    public void Losses_ChannelPenalty_CountsOnceByItsOwnWeight()
    {
        using var scope = NewDisposeScope();
        Tensor[] outputs = [zeros([1, 2, 2, 2]), zeros([1, 2, 2, 2])], pictures = [zeros([1, 3, 2, 2]), zeros([1, 3, 2, 2])];
        var labels = zeros([1, 2, 2], ScalarType.Int64);
        SegmentationLossOptions segmentation = new() { ChannelPenaltyWeight = 0.25, PenaltyPerOutput = true };
        Assert.Equal(2 * Math.Log(2) + 0.25 * 4, SegmentationLoss.Of(outputs, labels, segmentation, channelPenalty: tensor(4f)).Total.ToSingle(), 1e-5);
        TranslationLossOptions translation = new() { ChannelPenaltyWeight = 0.25, AlignmentWeight = 0.5 };
        LossTerms terms = TranslationLoss.Generator([full([1], 0.5f)], pictures, zeros([1, 3, 2, 2]), translation, alignment: tensor(3f), channelPenalty: tensor(4f));
        Assert.Equal(Math.Log(2) + 0.5 * 3 + 0.25 * 4, terms.Total.ToSingle(), 1e-5);
    }

    /// <summary>With counts averaged over processes, two with a picture each learn what one with both does, however many pixels of each are labelled.</summary>
    [Fact]
    public void SegmentationLoss_CountsOverProcesses_EqualTheJoinedBatch()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        Tensor[] outputs = [randn([2, 3, 4, 4]), randn([2, 3, 4, 4])];
        Tensor labels = randint(0, 3, [2, 8, 8], dtype: ScalarType.Int64);
        labels[0].narrow(0, 0, 6).fill_(255L);                                                          // 16 of 64 pixels count, and all of the other's
        float joined = SegmentationLoss.Of(outputs, labels, new()).Total.ToSingle();
        float[] ranks = [.. Enumerable.Range(0, 2).Select(rank => SegmentationLoss.Of(
            [.. outputs.Select(output => output.narrow(0, rank, 1))], labels.narrow(0, rank, 1), new(), meanOverProcesses: own =>
            {
                Assert.Equal(rank == 0 ? 16 : 64, own.ToSingle());
                return full_like(own, 40);
            }).Total.ToSingle())];
        Assert.Equal(joined, ranks.Average(), 1e-5f);
    }

    [Fact]
    public void Losses_OtherShapes_AreRefused()
    {
        using var scope = NewDisposeScope();
        Tensor[] outputs = [zeros([1, 2, 2, 2])];
        Assert.Throws<InvalidInputException>(() => SegmentationLoss.Of(outputs, zeros([1, 2, 2]), new()));
        Assert.Throws<InvalidInputException>(() => SegmentationLoss.Of(outputs, zeros([2, 2, 2], ScalarType.Int64), new()));
        Assert.Throws<InvalidInputException>(() => TranslationLoss.Generator([full([1], 0.5f)], outputs, zeros([1, 2, 2, 4]), new()));
    }

    [Fact]
    public void SquaredDiscrepancy_SmallSamples_EqualsPlainLoops()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        Tensor first = randn([6, 4]), second = randn([6, 4]) + 0.5;
        Assert.Equal(Plain(Rows(first), Rows(second)), AlignmentLoss.SquaredDiscrepancy(first, second).ToSingle(), 1e-5);
    }

    [Fact]
    public void AlignmentLoss_FartherDistributions_LieFartherApartAndAreDrawnTogether()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        Tensor first = randn([1, 4, 40, 40]), like = randn([1, 4, 40, 40]);
        var far = (like + 2).requires_grad_();
        double alike = AlignmentLoss.Of([[first, like]]).ToSingle();
        var loss = AlignmentLoss.Of([[first, far]]);
        loss.backward();
        Assert.InRange(alike, -0.01, 0.01);
        Assert.True(loss.ToSingle() > 0.3);
        Assert.True(far.grad!.sum().ToSingle() > 0);        // a step against the gradient moves it towards the other
    }

    // The same from the definition, one pair at a time.
    private static double Plain(double[][] first, double[][] second)
    {
        double[][] all = [.. first, .. second];
        double[] distances = [.. from i in Enumerable.Range(0, all.Length) from j in Enumerable.Range(0, all.Length) where i != j select Squared(all[i], all[j])];
        double median = distances.Order().ElementAt((distances.Length - 1) / 2);
        double Similar(double[] a, double[] b) => new[] { 0.5, 1, 2 }.Average(width => Math.Exp(-Squared(a, b) / (2 * width * width * median)));
        double Within(double[][] rows) => (from i in Enumerable.Range(0, rows.Length) from j in Enumerable.Range(0, rows.Length) where i != j select Similar(rows[i], rows[j])).Average();
        return Within(first) + Within(second) - 2 * (from a in first from b in second select Similar(a, b)).Average();
    }

    private static double Squared(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();

    private static double[][] Rows(Tensor samples) => [.. samples.unbind().Select(row => row.data<float>().ToArray().Select(value => (double)value).ToArray())];
}
