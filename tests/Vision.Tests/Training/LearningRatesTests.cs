using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training.Optimization;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Expected rates are worked out by hand from the published schedules; an epoch has 10 steps.</summary>
public class LearningRatesTests
{
    private const int Steps = 10;

    // 0.006 for ScanNet falls at 280 and 340, in effect after 281 and 341 whole epochs.
    [Theory]
    [InlineData(0, 0.006), InlineData(2_800, 0.006), InlineData(2_809, 0.006), InlineData(2_810, 0.0006)]
    [InlineData(3_409, 0.0006), InlineData(3_410, 0.00006), InlineData(3_999, 0.00006)]
    public void At_ScanNetsMilestones_FallsOneEpochLate(long step, double expected) =>
        Assert.Equal(expected, Rates(new() { Milestones = [280, 340] }, 400).At(0.006, step), 15);

    // SUN RGB-D's decoder: 0.0002, three falls.
    [Theory]
    [InlineData(4_209, 2e-4), InlineData(4_210, 2e-5), InlineData(4_810, 2e-6), InlineData(5_410, 2e-7)]
    public void At_SunRgbdsMilestones_FallsThrice(long step, double expected) =>
        Assert.Equal(expected, Rates(new() { Milestones = [420, 480, 540] }, 600).At(2e-4, step), 15);

    // 401 epochs of cosine in 400 epochs of training: half-way at step 2005, and not yet at the minimum when the run ends.
    [Theory]
    [InlineData(0, 0.006), InlineData(2_005, 0.0030005), InlineData(4_010, 1e-6)]
    public void At_Cosine_IsHalfWayAtHalfTheSteps(long step, double expected) =>
        Assert.Equal(expected, Rates(new() { Kind = ScheduleKind.Cosine, Minimum = 1e-6 }, 400).At(0.006, step), 12);

    // YOLOS-Ti: 300 epochs from 5e-5 to 1e-7. Epochs 0 and 1 at the full rate; epoch 151 is half-way; epoch 101 has cos 60°.
    [Theory]
    [InlineData(0, 5e-5), InlineData(9, 5e-5), InlineData(10, 5e-5), InlineData(19, 5e-5)]
    [InlineData(1_010, 1e-7 + (5e-5 - 1e-7) * 0.75), InlineData(1_510, 1e-7 + (5e-5 - 1e-7) * 0.5), InlineData(2_010, 1e-7 + (5e-5 - 1e-7) * 0.25)]
    public void At_YolosCosine_ChangesWithEpochsAndStartsTwice(long step, double expected) =>
        Assert.Equal(expected, Rates(new() { Kind = ScheduleKind.EpochCosine, Minimum = 1e-7 }, 300).At(5e-5, step), 15);

    [Theory]   // 2 epochs of warm-up: from 1 part in 100; the milestone then means what it says
    [InlineData(0, 0.01), InlineData(10, 0.505), InlineData(20, 1), InlineData(49, 1), InlineData(50, 0.1)]
    public void At_Warmup_RisesEvenly(long step, double expected) =>
        Assert.Equal(expected, Rates(new() { WarmupEpochs = 2, Milestones = [5] }, 10).At(1, step), 12);

    [Fact]
    public void At_Constant_Stays() => Assert.Equal(0.1, Rates(new() { Kind = ScheduleKind.Constant }, 10).At(0.1, 1_000));

    private static LearningRates Rates(ScheduleConfig schedule, int epochs) => new(schedule, epochs, Steps);
}
