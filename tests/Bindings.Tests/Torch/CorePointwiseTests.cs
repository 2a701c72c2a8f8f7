using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class CorePointwiseTests
{
    private static readonly double[] Inputs = [-1.7, -0.5, 0.25, 0.9, 2.3];
    private static readonly double[] Positive = [0.1, 0.5, 1, 2.5, 7];

    public static TheoryData<string, bool> Functions => new()
    {
        { "abs", false }, { "exp", false }, { "expm1", false }, { "sin", false }, { "cos", false }, { "tan", false }, { "atan", false },
        { "sinh", false }, { "cosh", false }, { "tanh", false }, { "floor", false }, { "ceil", false }, { "trunc", false },
        { "sign", false },
        { "neg", false }, { "square", false }, { "sigmoid", false }, { "relu", false }, { "reciprocal", false }, { "exp2", false },
        { "log", true }, { "log2", true }, { "log10", true }, { "log1p", true }, { "sqrt", true }, { "rsqrt", true },
    };

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Ours, Func<double, double> Expected)> Pairs = new()
    {
        ["abs"] = (t => t.abs(), Math.Abs),
        ["exp"] = (t => t.exp(), Math.Exp),
        ["expm1"] = (t => t.expm1(), x => Math.Exp(x) - 1),
        ["exp2"] = (t => t.exp2(), x => Math.Pow(2, x)),
        ["sin"] = (t => t.sin(), Math.Sin),
        ["cos"] = (t => t.cos(), Math.Cos),
        ["tan"] = (t => t.tan(), Math.Tan),
        ["atan"] = (t => t.atan(), Math.Atan),
        ["sinh"] = (t => t.sinh(), Math.Sinh),
        ["cosh"] = (t => t.cosh(), Math.Cosh),
        ["tanh"] = (t => t.tanh(), Math.Tanh),
        ["floor"] = (t => t.floor(), Math.Floor),
        ["ceil"] = (t => t.ceil(), Math.Ceiling),
        ["trunc"] = (t => t.trunc(), Math.Truncate),
        ["sign"] = (t => t.sign(), x => Math.Sign(x)),
        ["neg"] = (t => t.neg(), x => -x),
        ["square"] = (t => t.square(), x => x * x),
        ["sigmoid"] = (t => t.sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        ["relu"] = (t => t.relu(), x => Math.Max(x, 0)),
        ["reciprocal"] = (t => t.reciprocal(), x => 1 / x),
        ["log"] = (t => t.log(), Math.Log),
        ["log2"] = (t => t.log2(), Math.Log2),
        ["log10"] = (t => t.log10(), Math.Log10),
        ["log1p"] = (t => t.log1p(), x => Math.Log(1 + x)),
        ["sqrt"] = (t => t.sqrt(), Math.Sqrt),
        ["rsqrt"] = (t => t.rsqrt(), x => 1 / Math.Sqrt(x)),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_OfDoubles_EqualsSystemMath(string name, bool positive)
    {
        using var scope = NewDisposeScope();
        double[] inputs = positive ? Positive : Inputs;
        double[] actual = Pairs[name].Ours(tensor(inputs)).data<double>().ToArray();
        for (int i = 0; i < inputs.Length; i++)
            Assert.Equal(Pairs[name].Expected(inputs[i]), actual[i], 1e-12);
    }

    [Fact]
    public void ErrorFunction_AtKnownPlaces_HasTheTabledValues()
    {
        using var scope = NewDisposeScope();
        CoreValues.Equal([0, 0.5204999f, 0.8427008f, -0.8427008f], tensor(new float[] { 0, 0.5f, 1, -1 }).erf());
        CoreValues.Equal([1, 0.1572992f], tensor(new float[] { 0, 1 }).erfc());
    }

    [Fact]
    public void Finiteness_OfNanAndInfinity_IsTold()
    {
        using var scope = NewDisposeScope();
        Tensor t = tensor(new[] { 1, float.NaN, float.PositiveInfinity, float.NegativeInfinity });
        Assert.Equal([true, false, false, false], t.isfinite().data<bool>().ToArray());
        Assert.Equal([false, true, false, false], t.isnan().data<bool>().ToArray());
        Assert.Equal([false, false, true, true], t.isinf().data<bool>().ToArray());
        CoreValues.Equal([1, 0, 9, -9], t.nan_to_num(0, 9, -9));
    }

    [Fact]
    public void Round_OfHalves_GoesToEven()
    {
        using var scope = NewDisposeScope();
        CoreValues.Equal([0, 2, 2, -2], tensor(new float[] { 0.5f, 1.5f, 2.5f, -1.5f }).round());
    }
}
