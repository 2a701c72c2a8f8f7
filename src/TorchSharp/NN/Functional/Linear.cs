using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op LinearOp = new("aten::linear"), EmbeddingOp = new("aten::embedding"),
                OneHotOp = new("aten::one_hot"),
                DropoutOp = new("aten::dropout"), Dropout_Op = new("aten::dropout_"), FeatureDropoutOp = new("aten::feature_dropout"),
                    FeatureDropout_Op = new("aten::feature_dropout_");

            /// <summary>[..., in] by weights [out, in] and bias [out] gives [..., out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => LinearOp.Call(input, weights, bias);

            /// <summary>Rows of <paramref name="weights"/> [count, width] for indices [...]: [..., width].</summary>
            internal static Tensor Lookup(Tensor x, Tensor weights, long? padding, bool scale_grad_by_freq, bool sparse) =>
                EmbeddingOp.Call(weights, x, padding ?? -1, scale_grad_by_freq, sparse);

            /// <summary>int64 class numbers [...] as [..., classes] of 0 and 1.</summary>
            /// <param name="num_classes">-1: one more than the largest number</param>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHotOp.Call(x, num_classes);

            /// <summary>Zeroes each element with probability <paramref name="p"/> and scales the rest by 1 / (1 - p).</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                (inplace ? Dropout_Op : DropoutOp).Call(input, p, training);

            /// <summary>As <see cref="dropout"/>, for whole channels of [N, C, ...].</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                DropChannels(input, p, training, inplace, spatial: 1);

            /// <inheritdoc cref="dropout1d"/>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                DropChannels(input, p, training, inplace, spatial: 2);

            private static Tensor DropChannels(Tensor input, double p, bool training, bool inplace, int spatial)
            {
                Op drop = inplace ? FeatureDropout_Op : FeatureDropoutOp;
                if (input.ndim == spatial + 2)
                    return drop.Call(input, p, training);
                using Tensor batch = input.unsqueeze(0);   // [C, ...] is a batch of one
                using Tensor dropped = drop.Call(batch, p, training);
                return dropped.squeeze(0);
            }
        }
    }
}
