using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op BatchNormOp = new("aten::batch_norm"), InstanceNormOp = new("aten::instance_norm"),
                LayerNormOp = new("aten::layer_norm"), GroupNormOp = new("aten::group_norm");

            /// <summary>input / max(|input|_p along dim, eps).</summary>
            public static Tensor normalize(Tensor input, double p = 2.0, long dim = 1L, double eps = 1e-12)
            {
                using Tensor norm = Aten.norm__ScalarOpt_dim.Call(input, p, new[] { dim }, true);
                using Tensor bounded = norm.clamp_min(eps);
                return input / bounded;
            }

            /// <summary>
            /// Normalises each channel of [N, C, ...] over all else. In training the running statistics are updated in place.
            /// </summary>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1e-5)
            {
                if (training && input.numel() == input.shape[1])
                    throw new ArgumentException(
                        $"batch_norm needs more than one value per channel in training; got [{string.Join(", ", input.shape)}]",
                        nameof(input));
                return BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);
            }

            /// <summary>
            /// Normalises each channel of each sample of [N, C, ...].
            /// Where the input's own statistics are used, the running ones are updated.
            /// </summary>
            public static Tensor instance_norm(
                Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null,
                bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5)
            {
                if (use_input_stats && input.numel() == input.shape[0] * input.shape[1])
                    throw new ArgumentException(
                        $"instance_norm needs more than one value per channel; got [{string.Join(", ", input.shape)}]", nameof(input));
                return InstanceNormOp.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);
            }

            /// <summary>Normalises over the last axes, whose sizes are <paramref name="normalized_shape"/>.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                LayerNormOp.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Normalises groups of channels of [N, C, ...].</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                GroupNormOp.Call(input, num_groups, weight, bias, eps);
        }
    }
}
