using TorchSharp.Utils;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules;

/// <summary>Attention with several heads on [length, batch, width] sequences, with PyTorch's parameter names.</summary>
/// <remarks>
/// L queries, S keys, N batch, E width, H heads. One packed in_proj_weight [3E, E] when keys and values are as wide as queries,
/// else q_proj_weight, k_proj_weight and v_proj_weight; in_proj_bias [3E]; out_proj.
/// </remarks>
public sealed class MultiheadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>>
{
    private readonly long _width, _heads;
    private readonly double _dropout;
    private readonly bool _addZero;
    private readonly Parameter? in_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight, in_proj_bias, bias_k, bias_v;
    private readonly Linear out_proj;

    internal MultiheadAttention(
        long embedded_dim, long num_heads, double dropout, bool bias, bool add_bias_kv, bool add_zero_attn, long kdim, long vdim)
        : base(nameof(MultiheadAttention))
    {
        if (embedded_dim % num_heads != 0)
            throw new ArgumentException(
                $"MultiheadAttention: width {embedded_dim} does not split into {num_heads} heads", nameof(num_heads));
        (_width, _heads, _dropout, _addZero) = (embedded_dim, num_heads, dropout, add_zero_attn);
        if (kdim == embedded_dim && vdim == embedded_dim)
        {
            in_proj_weight = nn.Parameter(empty([3 * embedded_dim, embedded_dim]));
        }
        else
        {
            q_proj_weight = nn.Parameter(empty([embedded_dim, embedded_dim]));
            k_proj_weight = nn.Parameter(empty([embedded_dim, kdim]));
            v_proj_weight = nn.Parameter(empty([embedded_dim, vdim]));
        }

        if (bias)
            in_proj_bias = nn.Parameter(zeros([3 * embedded_dim]));
        out_proj = nn.Linear(embedded_dim, embedded_dim, bias);   // drawn before the projections, as PyTorch does
        if (add_bias_kv)
            (bias_k, bias_v) = (nn.Parameter(empty([1, 1, embedded_dim])), nn.Parameter(empty([1, 1, embedded_dim])));
        DrawInitialValues();
        RegisterComponents();
    }

    /// <inheritdoc cref="forward"/>
    public new Tuple<Tensor, Tensor> call(
        Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null) =>
        base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

    /// <param name="query">[L, N, E]</param>
    /// <param name="key">[S, N, kdim]</param>
    /// <param name="value">[S, N, vdim]</param>
    /// <param name="key_padding_mask">bool [N, S]; true: nobody sees this key</param>
    /// <param name="need_weights">whether the second result is wanted; it is null otherwise</param>
    /// <param name="attn_mask">[L, S] or [N H, L, S]; bool: true is masked out; float: added to the scores</param>
    /// <returns>[L, N, E] and the attention weights averaged over heads [N, L, S]</returns>
    public override Tuple<Tensor, Tensor> forward(
        Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
    {
        using var scope = NewDisposeScope();
        long length = query.shape[0], batch = query.shape[1], headWidth = _width / _heads;
        var (q, k, v) = Project(query, key, value);                                               // [L or S, N, E]
        (k, v) = Extend(k, v, ref key_padding_mask, ref attn_mask);

        Tensor Heads(Tensor x) => x.reshape(x.shape[0], batch * _heads, headWidth).transpose(0, 1);   // [N H, L or S, E / H]
        Tensor scores = (Heads(q) * (1 / Math.Sqrt(headWidth))).bmm(Heads(k).transpose(1, 2));   // [N H, L, S]
        scores = Masked(scores, batch, key_padding_mask, attn_mask);
        Tensor weights = F.softmax(scores, -1);
        Tensor mixed = F.dropout(weights, _dropout, training).bmm(Heads(v));                      // [N H, L, E / H]
        Tensor output = out_proj.call(mixed.transpose(0, 1).reshape(length, batch, _width));     // [L, N, E]

        Tensor? shown = need_weights ? weights.reshape(batch, _heads, length, weights.shape[^1]).mean([1]) : null;
        return Tuple.Create(output.MoveToOuterDisposeScope(), shown?.MoveToOuterDisposeScope()!);
    }

    private void DrawInitialValues()
    {
        foreach (Parameter? projection in new[] { in_proj_weight, q_proj_weight, k_proj_weight, v_proj_weight })
            if (projection is not null)
                nn.init.xavier_uniform_(projection);
        foreach (Parameter? extra in new[] { bias_k, bias_v })
            if (extra is not null)
                nn.init.xavier_normal_(extra);
        if (out_proj.bias is not null)
            nn.init.zeros_(out_proj.bias);
    }

    private (Tensor, Tensor, Tensor) Project(Tensor query, Tensor key, Tensor value)
    {
        Tensor? Shift(int part, int parts = 1) => in_proj_bias?.narrow(0, part * _width, parts * _width);
        if (in_proj_weight is null)
            return (
                F.linear(query, q_proj_weight!, Shift(0)), F.linear(key, k_proj_weight!, Shift(1)),
                F.linear(value, v_proj_weight!, Shift(2)));

        // Equal inputs share one product.
        Tensor Part(Tensor x, int part, int parts) =>
            F.linear(x, in_proj_weight.narrow(0, part * _width, parts * _width), Shift(part, parts));
        if (!ReferenceEquals(key, value))
            return ReferenceEquals(query, key)
                ? Pair(Part(query, 0, 2), Part(value, 2, 1))
                : (Part(query, 0, 1), Part(key, 1, 1), Part(value, 2, 1));
        if (ReferenceEquals(query, key))
        {
            Tensor[] all = Part(query, 0, 3).chunk(3, -1);
            return (all[0], all[1], all[2]);
        }

        Tensor[] both = Part(key, 1, 2).chunk(2, -1);
        return (Part(query, 0, 1), both[0], both[1]);
    }

    private static (Tensor, Tensor, Tensor) Pair(Tensor queryAndKey, Tensor value)
    {
        Tensor[] both = queryAndKey.chunk(2, -1);
        return (both[0], both[1], value);
    }

    /// <summary>One more key for each of the options; the masks let it be seen.</summary>
    private (Tensor, Tensor) Extend(Tensor k, Tensor v, ref Tensor? keyPadding, ref Tensor? mask)
    {
        long batch = k.shape[1];
        if (bias_k is not null)
        {
            k = cat([k, bias_k.expand(1, batch, _width)], 0);
            v = cat([v, bias_v!.expand(1, batch, _width)], 0);
        }

        if (_addZero)
        {
            Tensor zero = zeros([1, batch, _width], dtype: k.dtype, device: k.device);
            (k, v) = (cat([k, zero], 0), cat([v, zero], 0));
        }

        long extra = (bias_k is not null ? 1 : 0) + (_addZero ? 1 : 0);
        if (extra > 0)
            (keyPadding, mask) = (keyPadding is null ? null : F.pad(keyPadding, (0, extra)), mask is null ? null : F.pad(mask, (0, extra)));
        return (k, v);
    }

    private Tensor Masked(Tensor scores, long batch, Tensor? keyPadding, Tensor? mask)
    {
        if (mask is not null)
            scores = Blocked(scores, mask);                                                       // [L, S] and [N H, L, S] both spread
        if (keyPadding is null)
            return scores;
        long length = scores.shape[1], keys = scores.shape[2];
        Tensor perHead = scores.view(batch, _heads, length, keys);
        return Blocked(perHead, keyPadding.reshape(batch, 1, 1, keys)).view(batch * _heads, length, keys);
    }

    private static Tensor Blocked(Tensor scores, Tensor mask) => mask.dtype switch
    {
        ScalarType.Bool => scores.masked_fill(mask, double.NegativeInfinity),
        ScalarType.Byte => scores.masked_fill(mask.to(ScalarType.Bool), double.NegativeInfinity),
        _ => scores + mask,
    };
}
