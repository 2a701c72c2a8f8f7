namespace Fuse3D.Vision.Metrics.Dense;

/// <summary>How far translated pictures are from their targets: both figures are of values in [-1, 1], unscaled.</summary>
/// <remarks>Papers multiply by different powers of ten; a table must say by which.</remarks>
public sealed class TranslationErrors
{
    private double _absolute, _squared;

    /// <summary>Pictures added.</summary>
    public int Pictures { get; private set; }

    /// <summary>Mean over pictures of the mean of |a - b|.</summary>
    public double MeanAbsolute => Pictures == 0 ? double.NaN : _absolute / Pictures;

    /// <summary>Root of the mean over pictures of the mean of (a - b)²: the root is taken last.</summary>
    public double RootMeanSquared => Pictures == 0 ? double.NaN : Math.Sqrt(_squared / Pictures);

    /// <summary>Adds a picture.</summary>
    /// <param name="predicted">[3, H, W]</param>
    /// <param name="target">[3, H, W]</param>
    /// <returns>its own mean absolute and mean squared error</returns>
    public (double Absolute, double Squared) Add(ReadOnlySpan<float> predicted, ReadOnlySpan<float> target)
    {
        if (predicted.Length != target.Length || predicted.IsEmpty)
            throw new ArgumentException($"{predicted.Length} values cannot be compared with {target.Length}", nameof(predicted));
        double absolute = 0, squared = 0;
        for (int i = 0; i < predicted.Length; i++)
        {
            double apart = (double)predicted[i] - target[i];
            absolute += Math.Abs(apart);
            squared += apart * apart;
        }

        (absolute, squared) = (absolute / predicted.Length, squared / predicted.Length);
        Add(absolute, squared);
        return (absolute, squared);
    }

    /// <summary>Adds a picture by its own errors.</summary>
    public void Add(double absolute, double squared) =>
        (_absolute, _squared, Pictures) = (_absolute + absolute, _squared + squared, Pictures + 1);
}
