using Fuse3D.TorchExtensions;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

[Collection(CoreAlone.Name)]
public class AutogradFunctionTests
{
    [Fact]
    public void SingleTensorFunction_Gradients_ReachEveryTensorArgument()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[] { 1, 2, 3 }).requires_grad_(), b = tensor(new float[] { 4, 5, 6 }).requires_grad_();
        Tensor product = ScaledProduct.apply(a, 2.0, b);
        (product * 3).sum().backward();
        Assert.Equal([8f, 20, 36], product.data<float>().ToArray());
        Assert.Equal([24f, 30, 36], a.grad!.data<float>().ToArray());
        Assert.Equal([6f, 12, 18], b.grad!.data<float>().ToArray());
    }

    [Fact]
    public void SingleTensorFunction_ArgumentWithoutGradient_GetsNone()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new float[] { 1, 2 }), b = tensor(new float[] { 4, 5 }).requires_grad_();
        ScaledProduct.apply(a, 1.0, b).sum().backward();
        Assert.Null(a.grad);
        Assert.Equal([1f, 2], b.grad!.data<float>().ToArray());
    }

    [Fact]
    public void SingleTensorFunction_WithoutGradMode_MakesNoGraph()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Assert.False(ScaledProduct.apply(ones(2, 2, requires_grad: true), 1.0, ones(2, 2)).requires_grad);
    }

    [Fact]
    public void MultiTensorFunction_UnusedResult_CountsAsZero()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2, 3 }).requires_grad_();
        List<Tensor> both = SumAndDouble.apply(x);
        both[1].sum().backward();
        Assert.Equal([2f, 2], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Backward_Twice_NeedsAGraphThatIsKept()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 2, requires_grad: true), kept = ScaledProduct.apply(x, 1.0, x).sum();
        kept.backward(retain_graph: true);
        kept.backward();
        Assert.Equal(4f, x.grad!.data<float>()[0]);
        var error = Assert.ThrowsAny<Exception>(() => kept.backward());
        Assert.Contains("retain_graph", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_ThatThrows_SaysWhy()
    {
        using var scope = NewDisposeScope();
        Tensor result = Failing.apply(ones(2, 2, requires_grad: true));
        var error = Assert.ThrowsAny<Exception>(() => result.sum().backward());
        Assert.Contains("no gradient today", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graph_ManySteps_LeavesNoTensors()
    {
        void Run()
        {
            using var scope = NewDisposeScope();
            Tensor x = ones(8, 8, requires_grad: true);
            ScaledProduct.apply(x, 2.0, x).sum().backward();
            _ = ScaledProduct.apply(x, 2.0, x);     // a graph that no backward goes through
        }

        Run();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 20; i++)
            Run();
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    private sealed class ScaledProduct : autograd.SingleTensorFunction<ScaledProduct>
    {
        public override string Name => nameof(ScaledProduct);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (a, factor, b) = ((Tensor)vars[0], (double)vars[1], (Tensor)vars[2]);
            ctx.save_for_backward([a, b]);
            ctx.save_data("factor", factor);
            return a * b * factor;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            var scaled = grad_output * (double)ctx.get_data("factor");
            return [scaled * saved[1], null!, scaled * saved[0]];
        }
    }

    private sealed class SumAndDouble : autograd.MultiTensorFunction<SumAndDouble>
    {
        public override string Name => nameof(SumAndDouble);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars) =>
            [((Tensor)vars[0]).sum(), (Tensor)vars[0] * 2];

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) => [grad_outputs[0] + grad_outputs[1] * 2];
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new InvalidOperationException("no gradient today");
    }
}
