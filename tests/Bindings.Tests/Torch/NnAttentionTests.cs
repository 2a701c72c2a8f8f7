using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnAttentionTests
{
    private const int Length = 3, Keys = 5, Batch = 2, Width = 8, Heads = 2;

    private static Tensor Sequence(long length, long width, double start) => Ramp(start, 0.71, length, Batch, width).sin();

    /// <summary>Attention written out: one batch entry and head at a time.</summary>
    private static (Tensor Output, Tensor Weights) Explicit(
        MultiheadAttention attention, Tensor query, Tensor key, Tensor value, Func<int, int, Tensor>? added = null)
    {
        Tensor[] projections = attention.has_parameter("in_proj_weight")
            ? attention.get_parameter("in_proj_weight")!.chunk(3)
            : [.. new[] { "q", "k", "v" }.Select(part => attention.get_parameter($"{part}_proj_weight")!)];
        Tensor[] shifts = attention.get_parameter("in_proj_bias")!.chunk(3);
        Tensor q = query.matmul(projections[0].t()) + shifts[0];
        Tensor k = key.matmul(projections[1].t()) + shifts[1];
        Tensor v = value.matmul(projections[2].t()) + shifts[2];
        Tensor output = zeros(query.shape[0], Batch, Width), weights = zeros(Batch, query.shape[0], key.shape[0]);
        const int Each = Width / Heads;
        for (int n = 0; n < Batch; n++)
            for (int h = 0; h < Heads; h++)
            {
                Tensor Part(Tensor x) => x.select(1, n).narrow(1, h * Each, Each);
                Tensor scores = Part(q).matmul(Part(k).t()) / Math.Sqrt(Each);
                Tensor share = F.softmax(added is null ? scores : scores + added(n, h), -1);
                output.select(1, n).narrow(1, h * Each, Each).copy_(share.matmul(Part(v)));
                weights.select(0, n).add_(share / Heads);
            }

        return (output.matmul(attention.get_parameter("out_proj.weight")!.t()) + attention.get_parameter("out_proj.bias")!, weights);
    }

    private static MultiheadAttention Create(long? kdim = null, long? vdim = null)
    {
        MultiheadAttention attention = nn.MultiheadAttention(Width, Heads, kdim: kdim, vdim: vdim);
        using var frozen = no_grad();
        foreach (var (name, parameter) in attention.named_parameters())
            parameter.copy_(Ramp(name.Length, 0.53, parameter.shape).sin() * 0.5);
        attention.eval();
        return attention;
    }

    [Fact]
    public void StateDict_HasPyTorchsNames()
    {
        Assert.Equal(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"], Create().state_dict().Keys);
        Assert.Equal(
            ["q_proj_weight", "k_proj_weight", "v_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"],
            Create(4, 6).state_dict().Keys);
        Assert.Equal(["in_proj_weight", "out_proj.weight"], nn.MultiheadAttention(4, 2, bias: false).state_dict().Keys);
    }

    [Fact]
    public void Forward_EveryWayToShareInputs_IsTheFormula()
    {
        using var frozen = no_grad();
        MultiheadAttention attention = Create();
        Tensor a = Sequence(Keys, Width, 1), b = Sequence(Keys, Width, 2), c = Sequence(Keys, Width, 3);
        foreach (var (query, key, value) in new[] { (a, a, a), (a, b, b), (a, a, b), (a, b, c) })
        {
            var (output, weights) = Explicit(attention, query, key, value);
            var actual = attention.call(query, key, value);
            AssertClose(output, actual.Item1);
            AssertClose(weights, actual.Item2);
        }
    }

    [Fact]
    public void Forward_OtherWidthsAndLengths_IsTheFormula()
    {
        using var frozen = no_grad();
        MultiheadAttention attention = Create(kdim: 4, vdim: 6);
        Tensor query = Sequence(Length, Width, 0), key = Sequence(Keys, 4, 1), value = Sequence(Keys, 6, 2);
        AssertClose(Explicit(attention, query, key, value).Output, attention.call(query, key, value).Item1);
    }

    [Fact]
    public void Forward_Masks_HideKeys()
    {
        using var frozen = no_grad();
        MultiheadAttention attention = Create();
        Tensor query = Sequence(Length, Width, 0), key = Sequence(Keys, Width, 1);
        Tensor padding = zeros(Batch, Keys, dtype: ScalarType.Bool), causal = ones(Length, Keys).triu(1).to(ScalarType.Bool);
        padding[1, 3] = tensor(true);
        Tensor Blocked(Tensor mask) => zeros(mask.shape).masked_fill(mask, double.NegativeInfinity);

        var actual = attention.call(query, key, key, key_padding_mask: padding, attn_mask: causal);
        var (output, weights) = Explicit(attention, query, key, key, (n, _) => Blocked(causal) + Blocked(padding[n]));
        AssertClose(output, actual.Item1);
        AssertClose(weights, actual.Item2);
        Assert.Equal(0, actual.Item2[1, 2, 3].item<float>());
    }

    [Fact]
    public void Forward_AddedMaskPerHead_IsAdded()
    {
        using var frozen = no_grad();
        MultiheadAttention attention = Create();
        Tensor query = Sequence(Length, Width, 0), key = Sequence(Keys, Width, 1), bias = Ramp(0, 0.9, Batch * Heads, Length, Keys).cos();
        AssertClose(
            Explicit(attention, query, key, key, (n, h) => bias[(n * Heads) + h]).Output,
            attention.call(query, key, key, attn_mask: bias).Item1);
    }

    [Fact]
    public void Forward_WithoutWeights_GivesTheSameOutput()
    {
        using var frozen = no_grad();
        MultiheadAttention attention = Create();
        Tensor x = Sequence(Keys, Width, 1);
        var without = attention.call(x, x, x, need_weights: false);
        Assert.Null(without.Item2);
        AssertClose(attention.call(x, x, x).Item1, without.Item1, 0);
    }

    [Fact]
    public void Forward_ExtraKeys_TakeTheirShare()
    {
        using var frozen = no_grad();
        MultiheadAttention attention = nn.MultiheadAttention(Width, Heads, add_bias_kv: true, add_zero_attn: true);
        Tensor x = Sequence(Keys, Width, 1), padding = zeros(Batch, Keys, dtype: ScalarType.Bool);
        Tensor weights = attention.call(x, x, x, key_padding_mask: padding).Item2;
        Assert.Equal([Batch, Keys, Keys + 2L], weights.shape);
        AssertClose(ones(Batch, Keys), weights.sum(-1));
        Assert.True(attention.has_parameter("bias_k") && attention.has_parameter("bias_v"));
    }

    [Fact]
    public void Forward_InAScope_LeavesOnlyItsResults()
    {
        MultiheadAttention attention = Create();
        using var scope = NewDisposeScope();
        Tensor x = Sequence(Keys, Width, 1);
        long held = scope.DisposablesCount;
        attention.call(x, x, x, need_weights: false);
        Assert.Equal(held + 1, scope.DisposablesCount);
    }

    [Fact]
    public void Backward_ReachesEveryParameterAndTheInputs()
    {
        MultiheadAttention attention = Create().to(ScalarType.Float64);
        Tensor key = Sequence(Keys, Width, 1).to(ScalarType.Float64);
        AssertGradient(query => attention.call(query, key, key, need_weights: false).Item1, Sequence(Length, Width, 0));
        Assert.All(attention.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void ScaledDotProduct_MasksAndCausality_AreTheFormula()
    {
        using var frozen = no_grad();
        Tensor q = Ramp(0, 0.7, 2, 3, 4).sin(), k = Ramp(1, 0.7, 2, 5, 4).sin(), v = Ramp(2, 0.7, 2, 5, 6).sin();
        Tensor scores = q.matmul(k.transpose(-2, -1)) / 2;
        AssertClose(scores.softmax(-1).matmul(v), F.scaled_dot_product_attention(q, k, v));
        Tensor visible = ones(3, 5).tril().to(ScalarType.Bool);
        Tensor causal = scores.masked_fill(visible.logical_not(), double.NegativeInfinity).softmax(-1).matmul(v);
        AssertClose(causal, F.scaled_dot_product_attention(q, k, v, is_casual: true));
        AssertClose(causal, F.scaled_dot_product_attention(q, k, v, visible));
        Tensor bias = Ramp(0, 0.1, 3, 5);
        AssertClose((scores + bias).softmax(-1).matmul(v), F.scaled_dot_product_attention(q, k, v, bias));
        Assert.Throws<ArgumentException>(() => F.scaled_dot_product_attention(q, k, v, bias, is_casual: true));
    }
}
