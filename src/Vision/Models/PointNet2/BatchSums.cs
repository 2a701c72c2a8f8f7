using System.Numerics;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>Weighted mean and variance of columns, merged from parts (Chan, Golub, LeVeque, 1979).</summary>
internal sealed class ColumnMoments(int channels)
{
    private readonly double[] _squares = new double[channels];
    private double _weight;

    public double[] Mean { get; } = new double[channels];

    public IEnumerable<double> Variance => _squares.Select(squares => squares / _weight);

    public void Merge(ColumnMoments other) => Merge<double>(other._weight, other.Mean, other._squares);

    /// <param name="weight">of the part; none changes nothing</param>
    /// <param name="mean">[channels]</param>
    /// <param name="squares">[channels] sum of squared deviations from it</param>
    public void Merge<T>(double weight, ReadOnlySpan<T> mean, ReadOnlySpan<T> squares) where T : IFloatingPoint<T>
    {
        double all = _weight + weight;
        for (int c = 0; c < mean.Length && weight > 0; c++)
        {
            double away = double.CreateChecked(mean[c]) - Mean[c];
            Mean[c] += away * weight / all;
            _squares[c] += double.CreateChecked(squares[c]) + away * away * _weight * weight / all;
        }

        _weight = all;
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
}
