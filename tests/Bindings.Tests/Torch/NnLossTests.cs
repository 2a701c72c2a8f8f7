using TorchSharp;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnLossTests
{
    private static readonly double First = -Math.Log(0.25), Second = -Math.Log(0.75);

    /// <summary>Two rows whose softmax is 1/4, 3/4.</summary>
    private static Tensor Logits => tensor(new float[,] { { 0, MathF.Log(3) }, { 1, 1 + MathF.Log(3) } });

    private static Tensor Classes(params long[] classes) => tensor(classes);

    [Theory]
    [InlineData(Reduction.Mean, 0.5), InlineData(Reduction.Sum, 1)]
    public void CrossEntropy_IsTheLogarithmOfTheShare(Reduction reduction, double factor)
    {
        using var loss = CrossEntropyLoss(reduction: reduction);
        AssertValues([(First + Second) * factor], loss.call(Logits, Classes(0, 1)));
        AssertValues([First, Second], F.cross_entropy(Logits, Classes(0, 1), reduction: Reduction.None));
    }

    [Fact]
    public void CrossEntropy_Weights_AreDividedByTheirSum()
    {
        using var loss = CrossEntropyLoss(Row(1, 3));
        AssertValues([(First + (3 * Second)) / 4], loss.call(Logits, Classes(0, 1)));
    }

    [Fact]
    public void CrossEntropy_IgnoredClass_CountsForNothing()
    {
        using var loss = CrossEntropyLoss(ignore_index: 255);
        AssertValues([First], loss.call(Logits, Classes(0, 255)));
        AssertValues([First], F.cross_entropy(Logits, Classes(0, -100)));
    }

    [Fact]
    public void CrossEntropy_PerPixelAndSmoothed_AreTheFormula()
    {
        AssertValues([(First + Second) / 2], F.cross_entropy(Logits.reshape(2, 2, 1, 1), Classes(0, 1).reshape(2, 1, 1)));
        AssertValues([(0.9 * First) + (0.1 * (First + Second) / 2)], F.cross_entropy(Logits[..1], Classes(0), label_smoothing: 0.1));
    }

    [Fact]
    public void NegativeLogLikelihood_PicksTheTarget()
    {
        using var loss = NLLLoss(Row(2, 1));
        AssertValues([((2 * 5.0) + 7) / 3], loss.call(tensor(new float[,] { { -5, -6 }, { -8, -7 } }), Classes(0, 1)));
    }

    [Fact]
    public void BinaryCrossEntropy_OfLogitsAndProbabilities_Agree()
    {
        AssertValues([Math.Log(2)], BCEWithLogitsLoss().call(Row(0, 0), Row(1, 0)));
        AssertValues([(3 * Math.Log(2) + Math.Log(2)) / 2], BCEWithLogitsLoss(pos_weights: Row(3)).call(Row(0, 0), Row(1, 0)));
        AssertValues([2 * Math.Log(2), 0], F.binary_cross_entropy_with_logits(Row(0, 0), Row(1, 0), Row(2, 0), Reduction.None));
        AssertValues([-Math.Log(0.8)], BCELoss().call(Row(0.8f, 0.2f), Row(1, 0)));
    }

    [Fact]
    public void Distances_AreTheirFormulas()
    {
        using Tensor x = Row(0.5f, 2), zero = zeros(2);
        AssertValues([1.25], L1Loss().call(x, zero));
        AssertValues([4.25], MSELoss(Reduction.Sum).call(x, zero));
        AssertValues([0.125, 1.5], F.smooth_l1_loss(x, zero, Reduction.None));
        AssertValues([0.0625, 1], F.smooth_l1_loss(x, ones(2) * 0.25 - 0.0, Reduction.None, beta: 0.5).sub(Row(0, 0.5f)));
        AssertValues([0.125, 0.5 * (2 - 0.25)], F.huber_loss(x, zero, 0.5, Reduction.None));
        AssertValues([(0.125 + 1.5) / 2], SmoothL1Loss().call(x, zero));
    }

    [Fact]
    public void KullbackLeibler_OfLogTargets_IsTheFormula()
    {
        double expected = (0.5 * Math.Log(0.5 / 0.25)) + (0.5 * Math.Log(0.5 / 0.75));
        Tensor input = Row(0.25f, 0.75f).log(), target = Row(0.5f, 0.5f);
        AssertValues([expected], F.kl_div(input, target.log(), reduction: Reduction.Sum));
        AssertValues([expected], KLDivLoss(log_target: false, Reduction.Sum).call(input, target));
    }
}
