using System.Numerics;
using Fuse3D.Vision.Models.Norms;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>Weighted mean and variance of columns, merged from parts (Chan, Golub, LeVeque, 1979).</summary>
internal sealed class ColumnMoments(int channels)
{
    private readonly double[] _squares = new double[channels];

    /// <summary>Of all that was merged.</summary>
    public double Weight { get; private set; }

    public double[] Mean { get; } = new double[channels];

    public IEnumerable<double> Variance => _squares.Select(squares => squares / Weight);

    public void Merge(ColumnMoments other) => Merge<double>(other.Weight, other.Mean, other._squares);

    /// <param name="weight">of the part; none changes nothing</param>
    /// <param name="mean">[channels]</param>
    /// <param name="squares">[channels] sum of squared deviations from it</param>
    public void Merge<T>(double weight, ReadOnlySpan<T> mean, ReadOnlySpan<T> squares) where T : IFloatingPoint<T>
    {
        double all = Weight + weight;
        for (int c = 0; c < mean.Length && weight > 0; c++)
        {
            double away = double.CreateChecked(mean[c]) - Mean[c];
            Mean[c] += away * weight / all;
            _squares[c] += double.CreateChecked(squares[c]) + away * away * Weight * weight / all;
        }

        Weight = all;
    }

    /// <summary>Those of all processes' rows.</summary>
    /// <param name="sumOverProcesses">see <see cref="SyncBatchNorm.SumOverProcesses"/>; null: of this process's rows</param>
    public ColumnMoments Over(Action<Tensor>? sumOverProcesses)
    {
        if (sumOverProcesses is null)
            return this;
        using var scope = NewDisposeScope();
        JoinedMoments joined = JoinedMoments.Of(tensor(Mean), tensor(Variance.ToArray()), Weight, sumOverProcesses);
        var all = new ColumnMoments(channels);
        double[] squares = [.. joined.Variance.data<double>().Select(variance => variance * joined.Count)];
        all.Merge<double>(joined.Count, joined.Mean.data<double>().ToArray(), squares);
        return all;
    }
}

/// <summary>Sums over rows of gradients behind a norm: the gradients of its bias and of its weight.</summary>
internal sealed class GradientSums(int channels)
{
    public double[] Sum { get; } = new double[channels];

    public double[] Product { get; } = new double[channels];

    public void Add(GradientSums other) => Add<double>(other.Sum, other.Product);

    public void Add<T>(ReadOnlySpan<T> sum, ReadOnlySpan<T> product) where T : IFloatingPoint<T>
    {
        for (int c = 0; c < sum.Length; c++)
        {
            Sum[c] += double.CreateChecked(sum[c]);
            Product[c] += double.CreateChecked(product[c]);
        }
    }

    /// <inheritdoc cref="ColumnMoments.Over"/>
    public GradientSums Over(Action<Tensor>? sumOverProcesses)
    {
        if (sumOverProcesses is null)
            return this;
        using Tensor message = tensor((double[])[.. Sum, .. Product]);
        sumOverProcesses(message);
        double[] joined = message.data<double>().ToArray();
        var all = new GradientSums(channels);
        all.Add<double>(joined.AsSpan(0, channels), joined.AsSpan(channels));
        return all;
    }
}
