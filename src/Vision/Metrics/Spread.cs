namespace Fuse3D.Vision.Metrics;

/// <summary>A figure over repeated runs.</summary>
/// <param name="Deviation">standard deviation of the runs as a sample (divided by n - 1); 0 for a single run</param>
/// <param name="Best">the largest</param>
/// <param name="Runs">n</param>
public readonly record struct Spread(double Mean, double Deviation, double Best, int Runs)
{
    /// <exception cref="ArgumentException">no run</exception>
    public static Spread Of(IReadOnlyList<double> runs)
    {
        if (runs.Count == 0)
            throw new ArgumentException("a spread needs at least one run", nameof(runs));
        double mean = runs.Average();
        double squares = runs.Sum(r => (r - mean) * (r - mean));
        return new(mean, Math.Sqrt(squares / Math.Max(1, runs.Count - 1)), runs.Max(), runs.Count);
    }
}
