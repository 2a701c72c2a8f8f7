using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class OptimScheduleTests
{
    private static SGD Optimizer(double rate = 1) => SGD([nn.Parameter(ones(1))], rate);

    /// <summary>The rate at epochs 0, 1, ... of a schedule.</summary>
    private static double[] Rates(Func<Optimizer, lr_scheduler.LRScheduler> create, int epochs, double rate = 1)
    {
        using SGD optimizer = Optimizer(rate);
        var scheduler = create(optimizer);
        double[] rates = new double[epochs];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            rates[epoch] = optimizer.ParamGroups.Single().LearningRate;
            Assert.Equal(rates[epoch], scheduler.get_last_lr().Single());
            scheduler.step();
        }

        return rates;
    }

    private static void AssertRates(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-12));

    [Fact]
    public void StepLR_DropsEveryStepSize() =>
        AssertRates([8, 8, 4, 4, 2, 2, 1], Rates(o => lr_scheduler.StepLR(o, 2, 0.5), 7, rate: 8));

    [Fact]
    public void MultiStepLR_DropsAtEachMilestone_TwiceAtADoubleOne() =>
        AssertRates([16, 16, 8, 2, 2], Rates(o => lr_scheduler.MultiStepLR(o, [2, 3, 3], 0.5), 5, rate: 16));

    [Fact]
    public void ExponentialLR_DropsEveryEpoch() =>
        AssertRates([8, 4, 2, 1], Rates(o => lr_scheduler.ExponentialLR(o, 0.5), 4, rate: 8));

    [Fact]
    public void LambdaLR_MultipliesTheFirstRate() =>
        AssertRates([0, 0.5, 1, 1.5], Rates(o => lr_scheduler.LambdaLR(o, epoch => epoch / 2.0), 4));

    [Fact]
    public void LinearLR_WarmsUpAndStays() =>
        AssertRates([0.25, 0.4375, 0.625, 0.8125, 1, 1, 1], Rates(o => lr_scheduler.LinearLR(o, 0.25, 1, 4), 7));

    [Fact]
    public void CosineAnnealingLR_FollowsTheCosineAndBack()
    {
        double[] expected = [.. Enumerable.Range(0, 12).Select(e => 0.1 + (0.9 * (1 + Math.Cos(Math.PI * e / 5)) / 2))];
        AssertRates(expected, Rates(o => lr_scheduler.CosineAnnealingLR(o, 5, 0.1), 12));
    }

    [Fact]
    public void SequentialLR_SwitchesAtTheMilestone()
    {
        double[] expected = [0.5, 0.75, 1, .. Enumerable.Range(1, 4).Select(e => (1 + Math.Cos(Math.PI * e / 4)) / 2)];
        AssertRates(expected, Rates(
            o => lr_scheduler.SequentialLR(o, [lr_scheduler.LinearLR(o, 0.5, 1, 2), lr_scheduler.CosineAnnealingLR(o, 4)], [2]), 7));
        Assert.Throws<ArgumentException>(() => lr_scheduler.SequentialLR(Optimizer(), [], [1]));
    }

    [Fact]
    public void Step_ToAnEpoch_UsesTheClosedForm()
    {
        using SGD optimizer = Optimizer(8);
        var scheduler = lr_scheduler.StepLR(optimizer, 2, 0.5);
        scheduler.step(5);
        Assert.Equal(2, scheduler.get_last_lr().Single());
        scheduler.step();
        Assert.Equal(1, scheduler.get_last_lr().Single());
    }

    [Fact]
    public void Groups_KeepTheirOwnRates()
    {
        using SGD optimizer = SGD(new SGD.ParamGroup[] { new([nn.Parameter(ones(1))], lr: 1), new([nn.Parameter(ones(1))], lr: 0.1) }, 0.5);
        var scheduler = lr_scheduler.MultiStepLR(optimizer, [1]);
        scheduler.step();
        Assert.Equal([0.1, 0.01], optimizer.ParamGroups.Select(group => group.LearningRate), (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
