using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Norms;

/// <summary>Mean and variance of channels over the samples of all processes, equal on all of them to the bit.</summary>
/// <param name="Mean">[C] float64</param>
/// <param name="Variance">[C] float64, over all samples, not all but one</param>
/// <param name="Count">samples of each channel</param>
internal sealed record JoinedMoments(Tensor Mean, Tensor Variance, double Count)
{
    /// <summary>Joins those of each process in one message: E[x], E[x²] and 1, times the process's number of samples.</summary>
    /// <remarks>In float64 what E[x²] - E[x]² cancels is far below the rounding of the float32 numbers that x are.</remarks>
    /// <param name="mean">[C]</param>
    /// <param name="variance">[C]</param>
    /// <param name="count">of this process; others may have more or fewer</param>
    /// <param name="sumOverProcesses">see <see cref="SyncBatchNorm.SumOverProcesses"/></param>
    public static JoinedMoments Of(Tensor mean, Tensor variance, double count, Action<Tensor> sumOverProcesses)
    {
        using var scope = NewDisposeScope();
        long channels = mean.shape[0];
        var (first, second) = (mean.to(ScalarType.Float64), variance.to(ScalarType.Float64));
        var message = cat([first, second + first * first, ones_like(first.narrow(0, 0, 1))]) * count;           // [2 C + 1]
        sumOverProcesses(message);
        double all = message[2 * channels].cpu().ToDouble();
        var joined = message.narrow(0, 0, channels) / all;
        var spread = (message.narrow(0, channels, channels) / all - joined * joined).clamp_min(0);
        return new(joined.MoveToOuterDisposeScope(), spread.MoveToOuterDisposeScope(), all);
    }
}
