namespace Fuse3D.Vision.Training.Optimization;

/// <summary>TokenFusion's learning rate for segmentation: it rises evenly, then falls in a straight line as if to end with the last step.</summary>
/// <remarks>
/// Counted anew in each stage of training, since each has an optimizer of its own. While it rises it is a part of the full rate, afterwards
/// what the line says: at the end of the warm-up it falls by a step. Behind the last step it stays as it is.
/// </remarks>
public sealed class WarmupPolyRates
{
    /// <summary>Steps in which the rate rises.</summary>
    public int WarmupSteps { get; init; } = 1_500;

    /// <summary>Step at which the line would reach 0.</summary>
    public int Steps { get; init; } = 40_000;

    /// <summary>Part of the full rate in the first step.</summary>
    public double WarmupStart { get; init; } = 1e-6;

    /// <param name="rate">a group's full rate</param>
    /// <param name="step">from 0, counted over the stage</param>
    public double At(double rate, long step) => step < WarmupSteps
        ? rate * (1 - (1 - step / (double)WarmupSteps) * (1 - WarmupStart))
        : rate * (1 - Math.Min(step, Steps - 1) / (double)Steps);
}
