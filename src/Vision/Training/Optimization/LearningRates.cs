using Fuse3D.Vision.Configs;

namespace Fuse3D.Vision.Training.Optimization;

/// <summary>The learning rate of each step, as a function of its number alone: a resumed run has nothing to restore.</summary>
/// <remarks>
/// Group-Free 3D counts in steps: milestone m takes effect at step (m - warmup) * steps of an epoch, one epoch later than written with the
/// published warmup of -1. YOLOS sets its rate at the end of epoch t from t, so that the first two epochs have the same.
/// </remarks>
/// <param name="epochs">of the whole run, or of the stage that steps are counted in</param>
/// <param name="stepsPerEpoch">at least 1</param>
public sealed class LearningRates(ScheduleConfig schedule, int epochs, int stepsPerEpoch)
{
    private const double WarmupStart = 0.01;    // part of the full rate

    /// <param name="rate">a group's full rate</param>
    /// <param name="step">from 0, counted over the whole run, or its stage</param>
    public double At(double rate, long step)
    {
        if (schedule.Kind == ScheduleKind.WarmupPoly)
            return new WarmupPolyRates { WarmupSteps = schedule.WarmupSteps, Steps = schedule.Steps }.At(rate, step);
        long warmup = Math.Max(schedule.WarmupEpochs, 0) * (long)stepsPerEpoch;
        return step < warmup
            ? rate * (WarmupStart + (1 - WarmupStart) * step / warmup)
            : AfterWarmup(rate, step - warmup);
    }

    private double AfterWarmup(double rate, long step) => schedule.Kind switch
    {
        ScheduleKind.Step => rate * Math.Pow(schedule.Factor, schedule.Milestones.Count(epoch => step >= Steps(epoch))),
        ScheduleKind.Cosine => Cosine(rate, Math.Min(1, step / (double)Steps(epochs))),
        ScheduleKind.EpochCosine => Cosine(rate, Math.Max(0, step / stepsPerEpoch - 1) / (double)epochs),
        _ => rate,
    };

    private long Steps(int epoch) => (epoch - schedule.WarmupEpochs) * (long)stepsPerEpoch;

    private double Cosine(double rate, double part) => schedule.Minimum + (rate - schedule.Minimum) * (1 + Math.Cos(Math.PI * part)) / 2;
}
