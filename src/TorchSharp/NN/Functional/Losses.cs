using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op CrossEntropyOp = new("aten::cross_entropy_loss"), NllOp = new("aten::nll_loss_nd"),
                BceOp = new("aten::binary_cross_entropy"), BceLogitsOp = new("aten::binary_cross_entropy_with_logits"),
                L1Op = new("aten::l1_loss"), SmoothL1Op = new("aten::smooth_l1_loss"), MseOp = new("aten::mse_loss"),
                    HuberOp = new("aten::huber_loss"), KlDivOp = new("aten::kl_div");

            /// <summary>-log softmax(input)[target] over axis 1 of [N, C, ...].</summary>
            /// <param name="target">int64 classes [N, ...], or probabilities of the input's shape</param>
            /// <param name="weight">[C]; the mean is then weighted by the targets' weights</param>
            /// <param name="ignore_index">targets of this class count for nothing</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0.0) =>
                CrossEntropyOp.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>-input[target] over axis 1 of [N, C, ...].</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                NllOp.Call(input, target, weight, (long)reduction);

            public static Tensor binary_cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                BceOp.Call(input, target, weight, (long)reduction);

            /// <param name="pos_weights">weight of the positive targets, per class</param>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                BceLogitsOp.Call(input, target, weight, pos_weights, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                L1Op.Call(input, target, (long)reduction);

            /// <summary>d² / (2 beta) where |d| is below beta, |d| - beta / 2 elsewhere.</summary>
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1.0) =>
                SmoothL1Op.Call(input, target, (long)reduction, beta);

            /// <summary>d² / 2 where |d| is below delta, delta (|d| - delta / 2) elsewhere.</summary>
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1.0, Reduction reduction = Reduction.Mean) =>
                HuberOp.Call(input, target, (long)reduction, delta);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                MseOp.Call(input, target, (long)reduction);

            /// <summary>target (log target - input); the input is log probabilities.</summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                KlDivOp.Call(input, target, (long)reduction, log_target);
        }
    }
}
