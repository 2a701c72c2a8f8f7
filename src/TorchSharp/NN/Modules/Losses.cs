using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp
{
    /// <summary>A loss of two arguments and what it does with its elements.</summary>
    public abstract class Loss<T1, T2, TResult>(Reduction reduction = Reduction.Mean) : nn.Module<T1, T2, TResult>("Loss")
    {
        public Reduction reduction { get; } = reduction;
    }

    /// <summary>A loss with a weight per class or element.</summary>
    public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
    {
        [ComponentName(Name = nameof(weight))] private protected readonly Tensor? _weight;

        protected WeightedLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(reduction) => _weight = weight;

        public Tensor? weight => _weight;
    }
}

namespace TorchSharp.Modules
{
    /// <inheritdoc cref="F.cross_entropy"/>
    public sealed class CrossEntropyLoss(
        Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0.0)
        : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public long? ignore_index { get; } = ignore_index;

        public double label_smoothing { get; } = label_smoothing;

        public override Tensor forward(Tensor input, Tensor target) =>
            F.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
    }

    /// <inheritdoc cref="F.nll_loss"/>
    public sealed class NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean)
        : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => F.nll_loss(input, target, weight, reduction);
    }

    /// <inheritdoc cref="F.binary_cross_entropy"/>
    public sealed class BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean)
        : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => F.binary_cross_entropy(input, target, weight, reduction);
    }

    /// <inheritdoc cref="F.binary_cross_entropy_with_logits"/>
    public sealed class BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
        : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        [ComponentName(Name = "pos_weight")] private readonly Tensor? _positive = pos_weights;

        public Tensor? pos_weights => _positive;

        public override Tensor forward(Tensor input, Tensor target) =>
            F.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
    }

    /// <inheritdoc cref="F.l1_loss"/>
    public sealed class L1Loss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => F.l1_loss(input, target, reduction);
    }

    /// <inheritdoc cref="F.smooth_l1_loss"/>
    public sealed class SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1.0) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public double beta { get; } = beta;

        public override Tensor forward(Tensor input, Tensor target) => F.smooth_l1_loss(input, target, reduction, beta);
    }

    /// <inheritdoc cref="F.huber_loss"/>
    public sealed class HuberLoss(double delta = 1.0, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public double delta { get; } = delta;

        public override Tensor forward(Tensor input, Tensor target) => F.huber_loss(input, target, delta, reduction);
    }

    /// <inheritdoc cref="F.mse_loss"/>
    public sealed class MSELoss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public override Tensor forward(Tensor input, Tensor target) => F.mse_loss(input, target, reduction);
    }

    /// <inheritdoc cref="F.kl_div"/>
    public sealed class KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
    {
        public bool log_target { get; } = log_target;

        public override Tensor forward(Tensor input, Tensor target) => F.kl_div(input, target, log_target, reduction);
    }
}
