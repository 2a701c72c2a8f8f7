using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses.Dense;

/// <summary>Weights of the generator's loss.</summary>
public sealed record TranslationLossOptions
{
    public double L1Weight { get; init; } = 100;

    /// <summary>Of the penalty on scales or scores.</summary>
    public double PenaltyWeight { get; init; } = 1e-3;

    /// <summary>Of the penalty on norms whose channels are exchanged beside tokens.</summary>
    public double ChannelPenaltyWeight { get; init; }

    /// <summary>Of the terms that draw aligned maps together.</summary>
    public double AlignmentWeight { get; init; } = 0.1;
}

/// <summary>Adversarial losses of image translation: of the discriminator, and of the generator that is to deceive it.</summary>
/// <remarks>
/// Isola et al., "Image-to-Image Translation with Conditional Adversarial Networks", CVPR 2017, for M branches and their ensemble; the
/// discriminator sees the branches only. B pictures; decisions have any shape.
/// </remarks>
public static class TranslationLoss
{
    /// <summary>Real pictures are to be taken for real, generated ones not. Terms: real_0, fake_0, ...</summary>
    /// <param name="real">M decisions, 0 to 1, about the real picture</param>
    /// <param name="fake">M decisions about the branches' pictures</param>
    public static LossTerms Discriminator(IReadOnlyList<Tensor> real, IReadOnlyList<Tensor> fake)
    {
        using var scope = NewDisposeScope();
        var terms = new LossTerms();
        Tensor[] branches = [.. real.Zip(fake).Select((pair, m) =>
            (terms.Add($"real_{m}", Entropy(pair.First, 1)) + terms.Add($"fake_{m}", Entropy(pair.Second, 0))) / 2)];
        return terms.WithTotal(stack(branches).sum()).MoveToOuterDisposeScope();
    }

    /// <summary>Generated pictures are to be taken for real, and to equal the target. Terms: adversarial, l1_0, l1_1, ... (the last is the ensemble's), l1, and penalty, alignment and channel_penalty where given.</summary>
    /// <param name="fake">M decisions about the branches' pictures</param>
    /// <param name="outputs">M pictures and their ensemble, [B, 3, H, W]</param>
    /// <param name="target">[B, 3, H, W]</param>
    /// <param name="penalty">a scalar, unweighted: the sparsity of scales, the sum of scores</param>
    /// <param name="alignment">a scalar, unweighted: how far aligned maps lie apart</param>
    /// <param name="channelPenalty">a scalar, unweighted: the sparsity of norms' scales, beside the sum of scores</param>
    /// <exception cref="InvalidInputException">a target of another shape</exception>
    public static LossTerms Generator(
        IReadOnlyList<Tensor> fake, IReadOnlyList<Tensor> outputs, Tensor target, TranslationLossOptions options, Tensor? penalty = null, Tensor? alignment = null,
        Tensor? channelPenalty = null)
    {
        if (!outputs.All(output => output.shape.AsSpan().SequenceEqual(target.shape)))
        {
            throw new InvalidInputException(
                $"a target of shape [{string.Join(", ", target.shape)}]; wanted is that of the pictures, [{string.Join(", ", outputs[0].shape)}]", "target");
        }

        using var scope = NewDisposeScope();
        var terms = new LossTerms();
        var adversarial = terms.Add("adversarial", stack(fake.Select(decision => Entropy(decision, 1))).sum());
        var distance = terms.Add("l1", stack(outputs.Select((output, i) => terms.Add($"l1_{i}", nn.functional.l1_loss(output, target)))).sum());
        var total = adversarial + distance * options.L1Weight;
        if (penalty is not null)
            total = total + terms.Add("penalty", penalty) * options.PenaltyWeight;
        if (alignment is not null)
            total = total + terms.Add("alignment", alignment) * options.AlignmentWeight;
        if (channelPenalty is not null)
            total = total + terms.Add("channel_penalty", channelPenalty) * options.ChannelPenaltyWeight;
        return terms.WithTotal(total).MoveToOuterDisposeScope();
    }

    private static Tensor Entropy(Tensor decision, double wanted) => nn.functional.binary_cross_entropy(decision, full_like(decision, wanted));
}
