using TorchSharp.Modules;
using TorchSharp.Ops;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Op AttentionOp = new("aten::scaled_dot_product_attention");

            /// <summary>softmax(query keyᵀ / sqrt(E) + mask) value, over the last two axes.</summary>
            /// <param name="query">[..., L, E]</param>
            /// <param name="key">[..., S, E]</param>
            /// <param name="value">[..., S, V]</param>
            /// <param name="attn_mask">broadcast to [..., L, S]: bool (false is masked out) or added to the scores</param>
            /// <param name="p">dropout probability of the attention weights</param>
            /// <param name="is_casual">position i sees positions up to i only (upstream's spelling)</param>
            /// <returns>[..., L, V]</returns>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException(
                        "scaled_dot_product_attention: is_casual makes the mask itself; attn_mask must be null", nameof(attn_mask));
                return AttentionOp.Exists
                    ? AttentionOp.Call(query, key, value, attn_mask, p, is_casual)
                    : ComposedAttention(query, key, value, attn_mask, p, is_casual);
            }

            // libtorch before 2.0 has no such operator.
            private static Tensor ComposedAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                using var scope = NewDisposeScope();
                Tensor scores = (query * (1 / Math.Sqrt(query.shape[^1]))).matmul(key.transpose(-2, -1));   // [..., L, S]
                if (causal)
                    mask = ones(query.shape[^2], key.shape[^2], dtype: ScalarType.Bool, device: query.device).tril();
                if (mask is not null)
                    scores = mask.dtype == ScalarType.Bool
                        ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity)
                        : scores + mask;
                return dropout(softmax(scores, -1), p, training: p > 0).matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
