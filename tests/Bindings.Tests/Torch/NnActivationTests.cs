using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;
using Unary = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnActivationTests
{
    /// <summary>Each activation at -1 and at 1, from its formula.</summary>
    public static TheoryData<string, double, double> Formulas => new()
    {
        { "ReLU", 0, 1 },
        { "ReLU6", 0, 1 },
        { "LeakyReLU", -0.01, 1 },
        { "ELU", Math.Exp(-1) - 1, 1 },
        { "GELU", -0.15865525, 0.84134475 },          // x Phi(x)
        { "GELUtanh", -0.15880801, 0.84119199 },
        { "SiLU", -1 / (1 + Math.E), 1 / (1 + Math.Exp(-1)) },
        { "Sigmoid", 1 / (1 + Math.E), 1 / (1 + Math.Exp(-1)) },
        { "Tanh", Math.Tanh(-1), Math.Tanh(1) },
        { "Hardswish", -1.0 / 3, 2.0 / 3 },
        { "Hardsigmoid", 1.0 / 3, 2.0 / 3 },
        { "Softplus", Math.Log(1 + Math.Exp(-1)), Math.Log(1 + Math.E) },
    };

    private static Unary Create(string name) => name switch
    {
        "ReLU" => nn.ReLU(),
        "ReLU6" => nn.ReLU6(),
        "LeakyReLU" => nn.LeakyReLU(),
        "ELU" => nn.ELU(),
        "GELU" => nn.GELU(),
        "GELUtanh" => nn.GELU(GELU.Approximate.tanh),
        "SiLU" => nn.SiLU(),
        "Sigmoid" => nn.Sigmoid(),
        "Tanh" => nn.Tanh(),
        "Hardswish" => nn.Hardswish(),
        "Hardsigmoid" => nn.Hardsigmoid(),
        "Softplus" => nn.Softplus(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Forward_AtMinusOneAndOne_IsTheFormula(string name, double below, double above)
    {
        using Unary activation = Create(name);
        AssertValues([below, above], activation.call(Row(-1, 1)), 2e-6);
    }

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Backward_OfEach_IsTheFiniteDifference(string name, double below, double above)
    {
        Assert.True(below < above);
        AssertGradient(x => Create(name).call(x), Row(-2.3f, -0.4f, 0.6f, 2.2f));
    }

    [Fact]
    public void Forward_InPlace_ChangesTheInputAndSharesIt()
    {
        using Tensor x = Row(-1, 2);
        using Tensor y = nn.ReLU(inplace: true).call(x);
        Assert.NotSame(x, y);
        AssertValues([0, 2], x);
        y.add_(1);
        AssertValues([1, 3], x);
    }

    [Fact]
    public void Forward_NotInPlace_LeavesTheInput()
    {
        using Tensor x = Row(-1, 7);
        AssertValues([0, 6], nn.ReLU6().call(x));
        AssertValues([-1, 7], x);
    }

    [Fact]
    public void Softmax_AndItsLogarithm_SumToOne()
    {
        using Tensor x = tensor(new float[,] { { 0, MathF.Log(3) }, { 1000, 1000 } });
        AssertValues([0.25, 0.75, 0.5, 0.5], nn.Softmax(1).call(x));
        AssertValues([Math.Log(0.25), Math.Log(0.75), Math.Log(0.5), Math.Log(0.5)], nn.LogSoftmax(-1).call(x));
        Assert.Equal(ScalarType.Float64, nn.functional.softmax(x, 0, ScalarType.Float64).dtype);
    }

    [Fact]
    public void Glu_GatesTheFirstHalfByTheSecond()
    {
        AssertValues([1.5, 2], nn.functional.glu(Row(3, 4, 0, 0)), 1e-6);
        AssertValues([-1, 0.5, 1], nn.functional.hardtanh(Row(-3, 0.5f, 3)));
        AssertValues([Math.Log(0.5)], nn.functional.logsigmoid(Row(0)));
    }
}

[Collection(GlobalGenerator.Name)]
public sealed class NnDropoutTests
{
    [Fact]
    public void Dropout_Training_ZeroesAboutPAndScalesTheRest()
    {
        manual_seed(1);
        using Tensor dropped = nn.Dropout(0.25).call(ones(10_000));
        float[] values = dropped.data<float>().ToArray();
        Assert.All(values, value => Assert.True(value == 0 || Math.Abs(value - (4f / 3)) < 1e-6));
        Assert.InRange(values.Count(value => value == 0), 2_300, 2_700);
    }

    [Fact]
    public void Dropout_Evaluation_PassesItsInputOn()
    {
        using Dropout dropout = nn.Dropout(0.9);
        dropout.eval();
        using Tensor x = Ramp(1, 1, 50), y = dropout.call(x);
        AssertClose(x, y, 0);
        y.Dispose();
        AssertValues([1], x[0]);
    }

    [Fact]
    public void Dropout2d_DropsWholeChannels()
    {
        manual_seed(4);
        using Tensor dropped = nn.Dropout2d(0.5).call(ones(4, 50, 3, 3));
        Tensor perChannel = dropped.sum([2, 3]);
        Assert.All(perChannel.data<float>().ToArray(), sum => Assert.True(sum is 0 or 18));
        Assert.InRange((perChannel == 0).sum().item<long>(), 70, 130);
        Assert.Equal([50L, 3L, 3L], nn.Dropout2d(0.5).call(ones(50, 3, 3)).shape);
    }

    [Fact]
    public void Dropout_SameSeed_DropsTheSame()
    {
        using Dropout dropout = nn.Dropout(0.5);
        manual_seed(9);
        using Tensor first = dropout.call(ones(100));
        manual_seed(9);
        AssertClose(first, dropout.call(ones(100)), 0);
    }
}
