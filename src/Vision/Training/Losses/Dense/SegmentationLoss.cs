using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses.Dense;

/// <summary>Weights of a loss of semantic segmentation.</summary>
public sealed record SegmentationLossOptions
{
    /// <summary>Pixels with this label count for nothing.</summary>
    public long Ignore { get; init; } = 255;

    /// <summary>Of the penalty on scales or scores.</summary>
    public double PenaltyWeight { get; init; }

    /// <summary>Whether the penalty counts once for each output, as CEN's published code has it, or once.</summary>
    public bool PenaltyPerOutput { get; init; }

    /// <summary>Of the penalty on norms whose channels are exchanged beside tokens.</summary>
    public double ChannelPenaltyWeight { get; init; }

    /// <summary>Of the terms that draw aligned maps together.</summary>
    public double AlignmentWeight { get; init; } = 0.1;

    public static SegmentationLossOptions Cen { get; } = new() { PenaltyWeight = 2e-4, PenaltyPerOutput = true };
}

/// <summary>The negative log-likelihood of the labels, summed over the outputs of all branches and their ensemble.</summary>
/// <remarks>B pictures, K classes. Terms: nll_0, nll_1, ... (the last is the ensemble's), nll (their sum), and penalty, alignment and channel_penalty where given.</remarks>
public static class SegmentationLoss
{
    /// <param name="outputs">logits [B, K, h, w], resized to the labels' size; M branches and the ensemble</param>
    /// <param name="labels">[B, H, W] int64, below K or ignored</param>
    /// <param name="penalty">a scalar, unweighted: the sparsity of scales, the sum of scores</param>
    /// <param name="alignment">a scalar, unweighted: how far aligned maps lie apart</param>
    /// <param name="channelPenalty">a scalar, unweighted: the sparsity of norms' scales, beside the sum of scores</param>
    /// <param name="meanOverProcesses">of the number of labelled pixels; null: this process has all</param>
    /// <exception cref="InvalidInputException">labels of another shape or type</exception>
    public static LossTerms Of(
        IReadOnlyList<Tensor> outputs, Tensor labels, SegmentationLossOptions options, Tensor? penalty = null, Tensor? alignment = null,
        Tensor? channelPenalty = null, Func<Tensor, Tensor>? meanOverProcesses = null)
    {
        RequireLabels(outputs, labels);
        using var scope = NewDisposeScope();
        var terms = new LossTerms();
        var own = labels.ne(options.Ignore).sum().to(outputs[0].dtype);
        var labelled = meanOverProcesses is null ? own.clamp_min(1) : YolosLoss.Positive(meanOverProcesses(own));
        Tensor[] likelihoods = [.. outputs.Select((output, i) => terms.Add($"nll_{i}", NegativeLogLikelihood(output, labels, options.Ignore, labelled)))];
        var total = terms.Add("nll", stack(likelihoods).sum());
        if (penalty is not null)
            total = total + terms.Add("penalty", penalty) * (options.PenaltyWeight * (options.PenaltyPerOutput ? outputs.Count : 1));
        if (alignment is not null)
            total = total + terms.Add("alignment", alignment) * options.AlignmentWeight;
        if (channelPenalty is not null)
            total = total + terms.Add("channel_penalty", channelPenalty) * options.ChannelPenaltyWeight;
        return terms.WithTotal(total).MoveToOuterDisposeScope();
    }

    // A mean over the pixels that count; 0 where none does.
    private static Tensor NegativeLogLikelihood(Tensor output, Tensor labels, long ignore, Tensor labelled)
    {
        var logits = nn.functional.interpolate(output, [labels.shape[1], labels.shape[2]], mode: InterpolationMode.Bilinear, align_corners: false);
        return nn.functional.cross_entropy(logits, labels, ignore_index: ignore, reduction: nn.Reduction.Sum) / labelled;
    }

    private static void RequireLabels(IReadOnlyList<Tensor> outputs, Tensor labels)
    {
        if (labels.dim() == 3 && labels.dtype == ScalarType.Int64 && outputs.All(output => output.shape[0] == labels.shape[0]))
            return;
        throw new InvalidInputException(
            $"labels [{string.Join(", ", labels.shape)}] of {labels.dtype}; wanted are [{outputs[0].shape[0]}, H, W] of {ScalarType.Int64}", "labels");
    }
}
