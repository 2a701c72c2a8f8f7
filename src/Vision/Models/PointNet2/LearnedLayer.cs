using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>One layer of a shared MLP within a training step: its weights, and the batch's statistics once they are known.</summary>
/// <remarks>C outputs. The norm's result is y scale + shift.</remarks>
/// <param name="sumOverProcesses">see <see cref="SyncBatchNorm.SumOverProcesses"/></param>
internal sealed class LearnedLayer(Tensor weight, Tensor gamma, Tensor beta, Action<Tensor>? sumOverProcesses)
{
    private readonly float[] _gamma = gamma.ToFloats(), _beta = beta.ToFloats();

    /// <summary>[C, inputs]</summary>
    public float[] Weight { get; } = weight.ToFloats();

    public int Inputs { get; } = (int)weight.shape[1];

    public int Outputs { get; } = (int)weight.shape[0];

    /// <summary>Rows with repetitions that mean and variance are of.</summary>
    public double Slots { get; private set; }

    /// <summary>[C] over the batch</summary>
    public float[] Mean { get; private set; } = [];

    /// <summary>[C] over all slots, not all but one</summary>
    public float[] Variance { get; private set; } = [];

    /// <summary>[C] 1 / standard deviation</summary>
    public float[] Inverse { get; private set; } = [];

    public float[] Scale { get; private set; } = [];

    public float[] Shift { get; private set; } = [];

    /// <summary>Whether the largest value stays the largest behind the norm.</summary>
    public bool Rises(int channel) => _gamma[channel] >= 0;

    /// <param name="own">of this process's rows</param>
    public void Normalise(ColumnMoments own)
    {
        ColumnMoments moments = own.Over(sumOverProcesses);
        Slots = moments.Weight;
        Mean = [.. moments.Mean.Select(mean => (float)mean)];
        Variance = [.. moments.Variance.Select(variance => (float)variance)];
        Inverse = [.. moments.Variance.Select(variance => (float)(1 / Math.Sqrt(variance + SyncBatchNorm.Epsilon)))];
        Scale = [.. _gamma.Select((weight, c) => weight * Inverse[c])];
        Shift = [.. _beta.Select((bias, c) => bias - Mean[c] * Scale[c])];
    }

    /// <summary>What every row of the norm's inputs gets because mean and variance are the batch's: constant + slope y, by weight.</summary>
    /// <param name="own">of this process's gradients behind the norm</param>
    public (float[] Constant, float[] Slope) Shared(GradientSums own)
    {
        GradientSums sums = own.Over(sumOverProcesses);
        var (constant, slope) = (new float[Outputs], new float[Outputs]);
        for (int c = 0; c < Outputs; c++)
        {
            double mean = sums.Sum[c] / Slots, product = sums.Product[c] / Slots;
            slope[c] = (float)(-Scale[c] * Inverse[c] * product);
            constant[c] = (float)(-Scale[c] * (mean - Mean[c] * (double)Inverse[c] * product));
        }

        return (constant, slope);
    }
}
