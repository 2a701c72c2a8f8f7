using TorchSharp;
using TorchSharp.Modules;
using static Fuse3D.Bindings.Tests.Torch.NnValues;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

public sealed class NnNormTests
{
    [Fact]
    public void BatchNorm_Training_UsesTheBatchAndMovesTheStatistics()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(1);
        using Tensor x = Row(1, 3).reshape(2, 1);                       // mean 2, variance 1 (unbiased 2)
        AssertValues([-0.999995, 0.999995], norm.call(x));
        AssertValues([0.2], norm.running_mean!);
        AssertValues([0.9 + 0.2], norm.running_var!);
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void BatchNorm_Evaluation_UsesTheRunningStatistics()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(1);
        norm.running_mean!.fill_(2);
        norm.running_var!.fill_(4);
        norm.eval();
        AssertValues([0.5, 1], norm.call(Row(3, 4).reshape(2, 1)));
        AssertValues([2], norm.running_mean!);
        Assert.Equal(0, norm.num_batches_tracked!.item<long>());
    }

    [Fact]
    public void BatchNorm_WithoutMomentum_AveragesAllBatches()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(1);
        norm.momentum = null;
        norm.call(Row(1, 3).reshape(2, 1)).Dispose();
        norm.call(Row(3, 5).reshape(2, 1)).Dispose();
        AssertValues([3], norm.running_mean!);
    }

    [Fact]
    public void BatchNorm_WithoutTracking_UsesTheBatchAlways()
    {
        using BatchNorm2d norm = nn.BatchNorm2d(2, track_running_stats: false);
        Assert.Equal(["weight", "bias"], norm.state_dict().Keys);
        using Tensor x = Ramp(0, 1, 2, 2, 1, 2);
        using Tensor training = norm.call(x);
        norm.eval();
        AssertClose(training, norm.call(x), 0);
    }

    [Fact]
    public void BatchNorm2d_IsTheFormulaOverBatchAndPlane()
    {
        using BatchNorm2d norm = nn.BatchNorm2d(3);
        nn.init.constant_(norm.weight!, 2);
        nn.init.constant_(norm.bias!, 0.25);
        using Tensor x = Ramp(-3, 0.37, 2, 3, 4, 5).sin();
        var (variance, mean) = x.var_mean([0, 2, 3], unbiased: false, keepdim: true);
        AssertClose((x - mean) / (variance + 1e-5).sqrt() * 2 + 0.25, norm.call(x));
    }

    [Fact]
    public void BatchNorm_OneValuePerChannel_IsRefusedInTraining()
    {
        using BatchNorm1d norm = nn.BatchNorm1d(4);
        var error = Assert.Throws<ArgumentException>(() => norm.call(ones(1, 4)));
        Assert.Contains("[1, 4]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => norm.call(ones(1, 4, 2, 2)));
    }

    [Fact]
    public void BatchNorm_FrozenInEval_StillTrainsScaleAndShift()
    {
        using BatchNorm2d norm = nn.BatchNorm2d(1);
        norm.eval();
        norm.call(Ramp(1, 1, 1, 1, 1, 2)).sum().backward();
        AssertValues([3 / Math.Sqrt(1 + 1e-5)], norm.weight!.grad!);
        AssertValues([2], norm.bias!.grad!);
    }

    [Fact]
    public void InstanceNorm2d_NormalisesEachPlane()
    {
        using InstanceNorm2d norm = nn.InstanceNorm2d(2);
        Assert.Empty(norm.state_dict());
        using Tensor x = Ramp(0, 1, 1, 2, 1, 2) * Row(1, 100).reshape(1, 2, 1, 1);
        AssertValues([-1, 1, -1, 1], norm.call(x), 1e-4);
        AssertValues([-1, 1, -1, 1], norm.call(x.squeeze(0)), 1e-4);
    }

    [Fact]
    public void InstanceNorm2d_Tracking_UsesRunningStatisticsInEval()
    {
        using InstanceNorm2d norm = nn.InstanceNorm2d(1, affine: true, track_running_stats: true);
        Assert.Equal(["weight", "bias", "running_mean", "running_var", "num_batches_tracked"], norm.state_dict().Keys);
        norm.eval();
        AssertValues([1, 3], norm.call(Row(1, 3).reshape(1, 1, 1, 2)), 1e-4);
    }

    [Fact]
    public void InstanceNorm2d_TrackingInTraining_MovesTheMeanOfAllSamples()
    {
        using InstanceNorm2d norm = nn.InstanceNorm2d(1, track_running_stats: true);
        AssertValues([-1, 1, -1, 1], norm.call(Row(1, 3, 5, 9).reshape(2, 1, 1, 2)), 1e-4);
        AssertValues([0.1 * (2 + 7) / 2], norm.running_mean!);
        AssertValues([0.9 + (0.1 * (2 + 8) / 2)], norm.running_var!);        // unbiased variances
        Assert.Throws<ArgumentException>(() => norm.call(ones(2, 1, 1, 1)));
    }

    [Fact]
    public void LayerNorm_IsTheFormulaOverTheLastAxes()
    {
        using LayerNorm norm = nn.LayerNorm(4, eps: 0);
        double[] expected = [-1.5 / Math.Sqrt(1.25), -0.5 / Math.Sqrt(1.25), 0.5 / Math.Sqrt(1.25), 1.5 / Math.Sqrt(1.25)];
        AssertValues([.. expected, .. expected], norm.call(Ramp(1, 1, 2, 4)));
        using LayerNorm plane = nn.LayerNorm([2, 2], eps: 0, bias: false);
        AssertValues(expected, plane.call(Ramp(1, 1, 2, 2)));
        Assert.Equal(["weight"], plane.state_dict().Keys);
    }

    [Fact]
    public void GroupNorm_NormalisesGroupsOfChannels()
    {
        using GroupNorm norm = nn.GroupNorm(2, 4);
        using Tensor x = Ramp(-1, 0.3, 1, 4, 3).sin();
        using Tensor expected = nn.functional.layer_norm(x.reshape(1, 2, 6), [6]).reshape(1, 4, 3);
        AssertClose(expected, norm.call(x));
        Assert.Throws<ArgumentException>(() => nn.GroupNorm(3, 4));
    }
}
