using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Norms;

/// <summary>Batch norm of the channels of [B, C], [B, C, L] or [B, C, H, W], which can take its statistics over the samples of several processes.</summary>
/// <remarks>C channels. Field names are the checkpoint's keys, those of every batch norm.</remarks>
public sealed class SyncBatchNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;
    private readonly Tensor running_mean, running_var, num_batches_tracked;

    public SyncBatchNorm(int channels) : base(nameof(SyncBatchNorm))
    {
        long[] shape = [channels];
        weight = new Parameter(ones(shape));
        bias = new Parameter(zeros(shape));
        running_mean = zeros(shape);
        running_var = ones(shape);
        num_batches_tracked = zeros([], ScalarType.Int64);
        RegisterComponents();
    }

    /// <summary>Of the variance.</summary>
    public const double Epsilon = 1e-5;

    private const double Momentum = 0.1;        // share of the batch at hand in the running statistics

    /// <summary>Puts the sum over all processes into a tensor of float64; null: in training this process's samples are all there are.</summary>
    /// <remarks>Called once in forward and once in backward, so all processes run the same norms in the same order.</remarks>
    internal Action<Tensor>? SumOverProcesses { get; set; }

    /// <summary>[C]</summary>
    internal Parameter Weight => weight;

    /// <summary>[C]</summary>
    internal Parameter Bias => bias;

    /// <summary>Lets all batch norms of a network take their statistics over all processes, or over this one alone.</summary>
    internal static void Share(nn.Module network, Action<Tensor>? sumOverProcesses)
    {
        foreach (SyncBatchNorm norm in network.modules().OfType<SyncBatchNorm>())
            norm.SumOverProcesses = sumOverProcesses;
    }

    /// <returns>of the input's shape</returns>
    public override Tensor forward(Tensor input)
    {
        if (training && SumOverProcesses is not null)
            return JoinedNorm.Apply(input, this, SumOverProcesses);
        if (training)
            num_batches_tracked.add_(1);
        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, Momentum, Epsilon);
    }

    /// <summary>Takes a batch into the running statistics.</summary>
    /// <param name="mean">[C]</param>
    /// <param name="variance">[C] over all samples, not all but one</param>
    /// <param name="count">samples of each channel</param>
    internal void Follow(Tensor mean, Tensor variance, double count)
    {
        using var scope = NewDisposeScope();
        double unbiased = count / Math.Max(1, count - 1);
        running_mean.mul_(1 - Momentum).add_(mean * Momentum);
        running_var.mul_(1 - Momentum).add_(variance * (Momentum * unbiased));
        num_batches_tracked.add_(1);
    }
}
