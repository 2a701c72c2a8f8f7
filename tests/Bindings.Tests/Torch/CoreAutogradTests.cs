using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CoreAutogradTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["square root of sum"] = x => (x * x).sum().sqrt(),
        ["exp and log"] = x => (x.exp() + 1).log().sum(),
        ["matmul"] = x => x.matmul(x.t()).sum(),
        ["softmax"] = x => (x.softmax(1) * x).sum(),
        ["sigmoid and tanh"] = x => (x.sigmoid() * x.tanh()).sum(),
        ["norm over a dimension"] = x => x.norm(1).sum(),
        ["slices"] = x => (x[.., 1..] * x[0, 0]).sum(),
        ["gather"] = x => x.gather(1, tensor(new long[,] { { 0, 0 }, { 2, 1 } })).pow(2).sum(),
        ["index"] = x => x[tensor(new long[] { 0, 1, 1 })].pow(2).sum(),
        ["cat and permute"] = x => cat([x, x * 2], 1).permute(1, 0).reshape(-1).cumsum(0).sum(),
        ["where and clamp"] = x => where(x > 0, x * 3, x.clamp(min: -0.5)).sum(),
        ["division"] = x => (1 / (x + 5)).mean(),
        ["var and max"] = x => x.var(1).sum() + x.max(1).values.sum(),
        ["einsum"] = x => einsum("ij,kj->ik", x, x).sum(),
        ["erf"] = x => x.erf().sum(),
        ["cdist"] = x => cdist(x, x + 1).sum(),
    };

    public static TheoryData<string> FunctionNames => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void Gradient_OfFunction_EqualsFiniteDifferences(string name)
    {
        const double step = 1e-6;
        using var scope = NewDisposeScope();
        double[] at = [0.3, -0.7, 1.1, 0.9, 0.2, -1.3];
        Tensor x = tensor(at, [2, 3], requires_grad: true);
        Functions[name](x).backward();
        double[] gradient = x.grad!.data<double>().ToArray();

        for (int i = 0; i < at.Length; i++)
        {
            double right = Evaluate(i, step), left = Evaluate(i, -step);
            Assert.Equal((right - left) / (2 * step), gradient[i], 1e-6 * Math.Max(1, Math.Abs(gradient[i])));
        }

        double Evaluate(int i, double delta)
        {
            double[] moved = [.. at];
            moved[i] += delta;
            return Functions[name](tensor(moved, [2, 3])).item<double>();
        }
    }

    [Fact]
    public void Backward_Twice_SumsUp_UntilTheGradIsCleared()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }, requires_grad: true);
        Assert.Null(x.grad);
        (x * 3).sum().backward();
        (x * 3).sum().backward();
        CoreValues.Equal([6, 6], x.grad!);
        x.grad!.zero_();
        CoreValues.Equal([0, 0], x.grad!);
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Backward_OnAFreedGraph_ThrowsLibtorchsMessage()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1 }, requires_grad: true);
        Tensor y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Contains("backward through the graph a second time", Assert.Throws<ExternalException>(() => y.backward()).Message,
            StringComparison.Ordinal);
        CoreValues.Equal([4], x.grad!);
    }

    [Fact]
    public void Backward_OfATensorWithDimensions_NeedsAGradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }, requires_grad: true);
        Assert.Throws<ExternalException>(() => (x * 2).backward());
        (x * 2).backward([tensor(new float[] { 1, 10 })]);
        CoreValues.Equal([2, 20], x.grad!);
    }

    [Fact]
    public void Grad_OfAGrad_IsTheSecondDerivative()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 2 }, requires_grad: true), unused = tensor(new float[] { 1 }, requires_grad: true);
        Tensor first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        CoreValues.Equal([12], first);
        CoreValues.Equal([12], autograd.grad([first.sum()], [x])[0]);
        Assert.Null(x.grad);
        IList<Tensor> both = autograd.grad([x.sum()], [x, unused], allow_unused: true);
        CoreValues.Equal([1], both[0]);
        Assert.Null(both[1]);
        Assert.Throws<ExternalException>(() => autograd.grad([x.sum()], [unused]));
    }

    [Fact]
    public void NoGrad_AndDetach_StopTheRecord()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1 }, requires_grad: true);
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            x.sub_(0.5);
        }

        Assert.True(is_grad_enabled());
        CoreValues.Equal([0.5f], x);
        Assert.False(x.detach().requires_grad);
        Assert.True(x.is_leaf);
        Assert.False((x * 2).is_leaf);
        Assert.Throws<ExternalException>(() => x.add_(1));
    }

    [Fact]
    public void InferenceMode_MakesTensorsThatNoRecordTakes()
    {
        using var scope = NewDisposeScope();
        Tensor made;
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            made = ones(1);
        }

        Assert.False(is_inference_mode_enabled());
        Tensor x = tensor(new float[] { 1 }, requires_grad: true);
        Assert.Contains("Inference tensors", Assert.Throws<ExternalException>(() => x * made).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RetainGrad_KeepsTheGradientOfAnIntermediate()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 1, 2 }, requires_grad: true);
        Tensor y = x * 2;
        y.retain_grad();
        (y * y).sum().backward();
        CoreValues.Equal([4, 8], y.grad!);
    }
}
