using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnGradientVectorTests
{
    private static Parameter WithGradient(params float[] gradient)
    {
        Parameter parameter = nn.Parameter(zeros(gradient.Length));
        parameter.grad = Row(gradient);
        return parameter;
    }

    [Fact]
    public void ClipGradNorm_LongGradient_IsScaledToTheLimit()
    {
        Parameter[] parameters = [WithGradient(3), WithGradient(0, 4), nn.Parameter(zeros(1))];
        Assert.Equal(5, nn.utils.clip_grad_norm_(parameters, 1), 1e-6);
        AssertValues([0.6], parameters[0].grad!);
        AssertValues([0, 0.8], parameters[1].grad!);
        Assert.Null(parameters[2].grad);
    }

    [Fact]
    public void ClipGradNorm_ShortGradient_IsLeft()
    {
        Parameter[] parameters = [WithGradient(0.3f, 0.4f)];
        Assert.Equal(0.5, nn.utils.clip_grad_norm_(parameters, 1), 1e-6);
        AssertValues([0.3, 0.4], parameters[0].grad!, 0.0000001);
        Assert.Equal(0, nn.utils.clip_grad_norm_([nn.Parameter(zeros(1))], 1));
    }

    [Theory]
    [InlineData(1, 7), InlineData(double.PositiveInfinity, 4)]
    public void ClipGradNorm_OtherNorms_AreThoseOfAllGradients(double type, double expected)
    {
        Parameter[] parameters = [WithGradient(-3), WithGradient(4)];
        Assert.Equal(expected, nn.utils.clip_grad_norm_(parameters, 100, type), 1e-6);
    }

    [Fact]
    public void ClipGradValue_CutsEveryElement()
    {
        Parameter parameter = WithGradient(-3, 0.2f, 5);
        nn.utils.clip_grad_value_([parameter], 0.5);
        AssertValues([-0.5, 0.2, 0.5], parameter.grad!);
    }

    [Fact]
    public void ParametersToVector_AndBack_KeepsOrderAndValues()
    {
        using Linear linear = nn.Linear(nn.Parameter(Ramp(1, 1, 2, 2)), nn.Parameter(Row(5, 6)));
        Tensor vector = nn.utils.parameters_to_vector(linear.parameters());
        AssertValues([1, 2, 3, 4, 5, 6], vector);
        nn.utils.vector_to_parameters(vector.detach() * 10, linear.parameters());
        AssertValues([50, 60], linear.bias!);
        Assert.True(linear.bias!.is_leaf);
    }
}
