using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Models.ResNet;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

[Trait("Category", "Golden")]
public class RefineNetUnitGoldenTests
{
    private const double Limit = 1e-5;
    private static readonly ModalPlan Plan = new(2);

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_seg_units", MemberType = typeof(GoldenCases))]
    public void Exchange_BehindNorms_MatchesReferenceWithGradients(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using ModalLayer norm = golden.LoadInto(Plan.Norm(10), part: "ex");
        norm.eval();
        Tensor[] inputs = Inputs(golden, "unit.x", 1, golden.Shape("ex.out0"));
        Tensor[] normal = norm.call(inputs), outputs = ChannelExchange.Apply(normal, new ExchangeRule().Replaced(norm.Scales(2), ""));
        Backward(golden, outputs);
        for (int m = 0; m < 2; m++)
        {
            Tensor scale = norm.Scales(2)[m];
            golden.Close($"ex.w{m}", scale, Limit);
            golden.Close($"ex.bn{m}", normal[m], Limit);
            golden.Close($"ex.out{m}", outputs[m], Limit);
            golden.Close($"ex.grad_x{m}", inputs[m].grad!, Limit);
            golden.Close($"ex.grad_w{m}", scale.grad!, Limit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_seg_units", MemberType = typeof(GoldenCases))]
    public void DecoderParts_GoldenCase_MatchReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var units = golden.LoadInto(new ResidualUnits(8, 2, Plan), part: "rcu");
        using var pooling = golden.LoadInto(new ChainedPooling(8, 4, Plan), part: "crp");
        Tensor[] inputs = Inputs(golden, "unit.r", 2, golden.Shape("rcu.out0"));
        Tensor[] refined = units.call(inputs), pooled = pooling.call(inputs);
        for (int m = 0; m < 2; m++)
        {
            golden.Close($"rcu.out{m}", refined[m], Limit);
            golden.Close($"crp.out{m}", pooled[m], Limit);
        }
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "cen_seg_units", MemberType = typeof(GoldenCases))]
    public void Bottleneck_WithExchange_MatchesReference(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var block = golden.LoadInto(new Bottleneck(12, 8, new(Plan) { Stride = 2, Exchange = new() }), part: "bottleneck");
        block.eval();
        Tensor[] outputs = block.call(Inputs(golden, "unit.b", 2, 1, 12, 9, 7));
        for (int m = 0; m < 2; m++)
            golden.Close($"bottleneck.out{m}", outputs[m], Limit);
    }

    [SkippableTheory, MemberData(nameof(GoldenCases.Of), "asym_units", MemberType = typeof(GoldenCases))]
    public void Bottleneck_Asymmetric_MatchesReferenceWithGradients(string name)
    {
        using var golden = new DenseGolden(name);
        using var scope = NewDisposeScope();
        using var block = golden.LoadInto(new Bottleneck(32, 8, new(Plan) { Asymmetric = true }), part: "block");
        block.eval();
        Tensor[] inputs = Inputs(golden, "unit.b", 2, golden.Shape("block.out0")), outputs = block.call(inputs);
        Backward(golden, outputs);
        for (int m = 0; m < 2; m++)
        {
            golden.Close($"block.out{m}", outputs[m], Limit);
            golden.Close($"block.grad_x{m}", inputs[m].grad!, Limit);
        }

        foreach (var (key, parameter) in block.named_parameters())
            golden.Close($"block.grad.{key}", parameter.grad!, Limit);
    }

    private static Tensor[] Inputs(DenseGolden golden, string key, double factor, params long[] shape) =>
        [.. Enumerable.Range(0, 2).Select(m => (golden.U($"{key}{m}", shape) * factor).requires_grad_())];

    private static void Backward(DenseGolden golden, Tensor[] outputs) =>
        outputs.Select((output, m) => (output * golden.U($"unit.a{m}", output.shape)).sum()).Aggregate((a, b) => a + b).backward();
}
