using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class OptimizerTests
{
    /// <summary>A parameter of one float64 number, and the values it takes under the given gradients.</summary>
    private static double[] Run(Func<Parameter, optim.Optimizer> create, double start, params double[] gradients)
    {
        Parameter parameter = nn.Parameter(tensor(new[] { start }));
        using optim.Optimizer optimizer = create(parameter);
        return [.. gradients.Select(gradient =>
        {
            parameter.grad = tensor(new[] { gradient });
            optimizer.step();
            return parameter[0].item<double>();
        })];
    }

    private static void AssertRun(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void Sgd_Plain_StepsAgainstTheGradient() =>
        AssertRun([0.95, 0.9, 1.0], Run(p => optim.SGD([p], 0.1), 1, 0.5, 0.5, -1));

    [Fact]
    public void Sgd_Momentum_AddsUpVelocity() =>
        AssertRun([0.95, 0.855, 0.7195], Run(p => optim.SGD([p], 0.1, momentum: 0.9), 1, 0.5, 0.5, 0.5));

    [Fact]
    public void Sgd_Nesterov_LooksAhead() =>
        AssertRun([0.905, 0.7695], Run(p => optim.SGD([p], 0.1, momentum: 0.9, nesterov: true), 1, 0.5, 0.5));

    [Fact]
    public void Sgd_Dampening_SparesTheFirstStep() =>
        AssertRun([0.95, 0.855 + 0.025], Run(p => optim.SGD([p], 0.1, momentum: 0.9, dampening: 0.5), 1, 0.5, 0.5));

    [Fact]
    public void Sgd_WeightDecay_PullsToZero() =>
        AssertRun([0.98, 0.9604], Run(p => optim.SGD([p], 0.1, weight_decay: 0.2), 1, 0, 0));

    [Fact]
    public void Sgd_Maximize_StepsUp() =>
        AssertRun([1.05], Run(p => optim.SGD([p], 0.1, maximize: true), 1, 0.5));

    [Fact]
    public void Adam_SteadyGradient_StepsByTheRate() =>
        AssertRun([0.9, 0.8, 0.7], Run(p => optim.Adam([p], 0.1), 1, 5, 5, 5));

    [Fact]
    public void Adam_TurningGradient_IsTheFormula() =>
        // m' = -0.01 / 0.19, v' = 1
        AssertRun([0.9, 0.9 + (0.1 * 0.01 / 0.19)], Run(p => optim.Adam([p], 0.1), 1, 1, -1));

    [Fact]
    public void Adam_WeightDecay_GoesThroughTheMoments() =>
        AssertRun([0.9], Run(p => optim.Adam([p], 0.1, weight_decay: 0.1), 1, 0));

    [Fact]
    public void Adam_Amsgrad_KeepsTheLargestSecondMoment()
    {
        double second = 0.9 - (0.1 * (0.09 / 0.19) / Math.Sqrt(0.001 / (1 - (0.999 * 0.999))));
        AssertRun([0.9, second], Run(p => optim.Adam([p], 0.1, amsgrad: true), 1, 1, 0));
    }

    [Fact]
    public void AdamW_WeightDecay_ShrinksTheParameterItself()
    {
        AssertRun([0.99 - 0.1, ((0.99 - 0.1) * 0.99) - 0.1], Run(p => optim.AdamW([p], 0.1, weight_decay: 0.1), 1, 2, 2));
        AssertRun([0.99], Run(p => optim.AdamW([p], 0.1, weight_decay: 0.1), 1, 0));
    }

    [Fact]
    public void Groups_HaveTheirOwnOptions_AndTakeTheRestFromTheOptimizer()
    {
        Parameter decayed = nn.Parameter(ones(1)), plain = nn.Parameter(ones(1));
        using AdamW optimizer = optim.AdamW(
            new AdamW.ParamGroup[]
            {
                new([decayed], new AdamW.Options { weight_decay = 0.5 }),
                new([plain], new AdamW.Options { LearningRate = 0.2 }),
            }, 0.1);
        decayed.grad = zeros(1);
        plain.grad = ones(1);
        optimizer.step();
        AssertValues([0.95], decayed);
        AssertValues([0.8], plain);
        Assert.Equal([0.1, 0.2], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
    }

    [Fact]
    public void AddParamGroup_SameParameterTwice_IsRefused()
    {
        Parameter parameter = nn.Parameter(ones(2));
        using SGD optimizer = optim.SGD([parameter], 0.1);
        Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new SGD.ParamGroup { Parameters = [parameter] }));
        optimizer.add_param_group(new SGD.ParamGroup([nn.Parameter(zeros(1))], lr: 0.3));
        Assert.Equal([0.1, 0.3], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal(2, optimizer.parameters().Count());
    }

    [Fact]
    public void Step_WithoutGradient_LeavesTheParameterAndItsState()
    {
        Parameter frozen = nn.Parameter(ones(1)), trained = nn.Parameter(ones(1));
        using Adam optimizer = optim.Adam([frozen, trained], 0.1, weight_decay: 0.5);
        trained.grad = ones(1);
        optimizer.step();
        AssertValues([1], frozen);
        Assert.Equal(0, ((Adam.State)optimizer.state_dict().State[0]).step);
        optimizer.zero_grad();
        Assert.Null(trained.grad);
    }

    [Fact]
    public void Step_WithClosure_ReturnsTheLossAndTrains()
    {
        using Linear linear = nn.Linear(nn.Parameter(zeros(1, 2)), nn.Parameter(zeros(1)));
        using SGD optimizer = optim.SGD(linear.named_parameters(), 0.05, momentum: 0.5);
        using Tensor x = tensor(new float[,] { { 1, 0 }, { 0, 1 }, { 1, 1 } }), y = tensor(new float[,] { { 3 }, { -1 }, { 1 } });
        float[] losses = [.. Enumerable.Range(0, 400).Select(_ => optimizer.step(() =>
        {
            optimizer.zero_grad();
            Tensor loss = nn.functional.mse_loss(linear.call(x), y);
            loss.backward();
            return loss;
        })!.item<float>())];
        Assert.Equal(11f / 3, losses[0], 1e-5f);
        Assert.True(losses[^1] < 1e-3, $"the loss is still {losses[^1]}");
    }

    [Theory]
    [InlineData("sgd"), InlineData("adam"), InlineData("adamw")]
    public void StateDict_LoadedIntoAnother_GoesOnTheSame(string kind)
    {
        Parameter first = nn.Parameter(tensor(new[] { 1.0, -2 })), second = nn.Parameter(tensor(new[] { 1.0, -2 }));
        using OptimizerHelper one = Create(first, 0.1), other = Create(second, 0.7);
        StepWith(one, first, 0.3);
        using (no_grad())
            second.copy_(first);
        other.load_state_dict(one.state_dict());
        for (int i = 0; i < 3; i++)
        {
            StepWith(one, first, -0.2 * i);
            StepWith(other, second, -0.2 * i);
        }

        AssertClose(first, second, 0);
        Assert.True(one.state_dict().State[0].ApproximatelyEquals(other.state_dict().State[0]));
        one.Dispose();
        StepWith(other, second, 1);

        OptimizerHelper Create(Parameter parameter, double rate) => kind switch
        {
            "sgd" => optim.SGD([parameter], rate, momentum: 0.9),
            "adam" => optim.Adam([parameter], rate, amsgrad: true),
            _ => optim.AdamW([parameter], rate, weight_decay: 0.1),
        };
        static void StepWith(optim.Optimizer optimizer, Parameter parameter, double gradient)
        {
            parameter.grad = full(2, gradient, dtype: ScalarType.Float64);
            optimizer.step();
        }
    }

    [Fact]
    public void LoadStateDict_OtherShape_IsRefused()
    {
        using SGD one = optim.SGD([nn.Parameter(ones(1))], 0.1), two = optim.SGD([nn.Parameter(ones(1)), nn.Parameter(ones(1))], 0.1);
        Assert.Throws<ArgumentException>(() => one.load_state_dict(two.state_dict()));
    }

    [Fact]
    public void Create_BadSettings_NameTheSetting()
    {
        Parameter[] parameters = [nn.Parameter(ones(1))];
        Assert.Contains(
            "learning rate is -1", Assert.Throws<ArgumentException>(() => optim.SGD(parameters, -1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "beta1 is 1", Assert.Throws<ArgumentException>(() => optim.Adam(parameters, beta1: 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => optim.SGD(parameters, 0.1, nesterov: true));
        Assert.Throws<ArgumentException>(() => optim.AdamW(parameters, eps: double.NaN));
    }

    [Fact]
    public void Step_InAScope_LeavesNothingBehind()
    {
        Parameter parameter = nn.Parameter(ones(3));
        using Adam optimizer = optim.Adam([parameter], amsgrad: true);
        parameter.grad = ones(3);
        optimizer.step();
        using var scope = NewDisposeScope();
        optimizer.step();
        Assert.Equal(0, scope.DisposablesCount);
    }
}
