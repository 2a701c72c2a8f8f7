using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Tests.Golden;
using Fuse3D.Vision.Training.Optimization;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>Scores, exchange, attention and blocks of TokenFusion's transformers against the published code.</summary>
[Trait("Category", "Golden")]
public class TokenExchangeGoldenTests
{
    private const double UnitLimit = 1e-5;
    private const int Channels = 32, Rows = 5, Columns = 7;

    private static readonly MixFamily Family = new() { Modalities = 2, NormPrefix = "ln", WrapsDepthwise = false };

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_seg_units", MemberType = typeof(GoldenCases))]
    public void Apply_TwoModalities_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        Tensor[] tokens = [golden.U("u.x0", 2, 12, 5), golden.U("u.x1", 2, 12, 5)];
        Tensor[] kept = [.. Stored(golden, "ex.mask").Select(mask => TokenSubstitution.Kept(mask, 0.02f))];
        Tensor[] exchanged = TokenSubstitution.Apply(tokens, kept);
        for (int m = 0; m < 2; m++)
            golden.Close($"ex.out{m}", exchanged[m], 0, absolute: true);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_seg_units", MemberType = typeof(GoldenCases))]
    public void Scores_OfTokens_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using StageExchange exchange = golden.LoadInto(new StageExchange(new(), 2, Channels, 0, 3, 3), part: "score");
        Tensor[] tokens = [golden.U("u.p0", 2, 9, Channels) * 2, golden.U("u.p1", 2, 9, Channels) * 2];
        Tensor[] logarithms = exchange.Logarithms(tokens), scores = exchange.Scores(tokens);
        for (int m = 0; m < 2; m++)
        {
            golden.Close($"score.log{m}", logarithms[m], UnitLimit);
            golden.Close($"score.mask{m}", scores[m], UnitLimit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_seg_units", MemberType = typeof(GoldenCases))]
    public void Attention_WithExchange_MatchesReferenceAndItsGradients(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using ReducedAttention attention = golden.LoadInto(new ReducedAttention(Family, new(Channels, Heads: 2, Reduction: 2)), part: "attn");
        Tensor[] x = [.. Inputs(golden).Select(own => own.requires_grad_())], masks = [.. Stored(golden, "attn.mask").Select(own => own.requires_grad_())];

        Tensor[] outputs = TokenDecision.By(masks, 0.02f).Apply(attention.call(new(x, Rows, Columns)));
        ((outputs[0] * golden.U("u.g0", outputs[0].shape)).sum() + (outputs[1] * golden.U("u.g1", outputs[1].shape)).sum()).backward();

        for (int m = 0; m < 2; m++)
        {
            golden.Close($"attn.out{m}", outputs[m], UnitLimit);
            golden.Close($"attn.grad_x{m}", x[m].grad!, UnitLimit);
            golden.Close($"attn.grad_mask{m}", masks[m].grad!, UnitLimit);
        }

        // The key half of the bias of kv has no gradient: a number that all of a row's logits share.
        foreach (var (key, parameter) in attention.named_parameters())
            golden.Close($"attn.grad.{key}", parameter.grad!, UnitLimit);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_seg_units", MemberType = typeof(GoldenCases))]
    public void Block_WithExchange_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using MixBlock block = golden.LoadInto(new MixBlock(Family, new(Channels, Heads: 2, Reduction: 1)), part: "block");
        block.eval();
        TokenGrid output = block.call(new([.. Inputs(golden)], Rows, Columns), TokenDecision.By([.. Stored(golden, "attn.mask")], 0.02f));
        for (int m = 0; m < 2; m++)
            golden.Close($"block.out{m}", output.Tokens[m], UnitLimit);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_seg_units", MemberType = typeof(GoldenCases))]
    public void Rates_OfSteps_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        var rates = new WarmupPolyRates();
        double[] actual = [.. golden.Integers("lr.steps").Select(step => rates.At(6e-5, step))];
        GoldenReport.Close(name, "lr", golden.Doubles("lr.values_f64"), actual, 1e-18);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "tf_exchange_multi", MemberType = typeof(GoldenCases))]
    public void Apply_SeveralModalities_MatchesTheRuleOfGroups(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        foreach (int modalities in new[] { 3, 4 })
        {
            int[] all = [.. Enumerable.Range(0, modalities)];
            long[][] sources = [.. all.Select(m => TokenGroups.Assign(Order(golden, $"t{modalities}.perm{m}", 12), m, modalities))];
            Tensor[] tokens = [.. all.Select(m => golden.U($"t{modalities}.x{m}", 2, 12, 4))];
            Tensor[] kept = [.. all.Select(m => TokenSubstitution.Kept(golden.Tensor($"m{modalities}.mask{m}"), 0.02f))];

            Tensor[] exchanged = TokenSubstitution.Apply(tokens, kept, tensor(sources.SelectMany(own => own).ToArray(), [modalities, 12]));

            foreach (int m in all)
            {
                GoldenReport.Equal<long>(name, $"m{modalities}.source{m}", golden.Integers($"m{modalities}.source{m}"), sources[m]);
                golden.Close($"m{modalities}.out{m}", exchanged[m], 0, absolute: true);
            }
        }
    }

    private static int[] Order(DenseGolden golden, string name, int count)
    {
        using Tensor keys = golden.U(name, count);
        float[] values = keys.data<float>().ToArray();
        return [.. Enumerable.Range(0, count).OrderBy(i => values[i])];      // stable
    }

    private static IEnumerable<Tensor> Inputs(DenseGolden golden) => [golden.U("u.a0", 2, Rows * Columns, Channels), golden.U("u.a1", 2, Rows * Columns, Channels)];

    private static IEnumerable<Tensor> Stored(DenseGolden golden, string name) => [golden.Tensor($"{name}0"), golden.Tensor($"{name}1")];
}
