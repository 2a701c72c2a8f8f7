using System.Numerics;

namespace Fuse3D.Vision.Tests.Golden;

/// <summary>How near one list of numbers comes to another.</summary>
/// <param name="Worst">the largest deviation, divided by <paramref name="Scale"/></param>
/// <param name="At">where that is</param>
/// <param name="Beyond">how many values deviate by more than the limit</param>
/// <param name="Scale">the largest finite expected magnitude, at least 1</param>
internal readonly record struct Closeness(double Worst, int At, int Beyond, double Scale)
{
    public static Closeness Of<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, double limit)
        where T : IBinaryFloatingPointIeee754<T>
    {
        double scale = 1;
        foreach (T value in expected)
            scale = T.IsFinite(value) ? Math.Max(scale, Math.Abs(double.CreateChecked(value))) : scale;

        double worst = 0;
        int beyond = 0, at = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double deviation = Deviation(expected[i], actual[i]) / scale;
            beyond += deviation <= limit ? 0 : 1;
            (worst, at) = deviation <= worst ? (worst, at) : (deviation, i);
        }

        return new(worst, at, beyond, scale);
    }

    // Equal infinities and two NaNs agree; a NaN against a number is as wrong as can be.
    private static double Deviation<T>(T expected, T actual)
        where T : IBinaryFloatingPointIeee754<T>
    {
        if (expected == actual || (T.IsNaN(expected) && T.IsNaN(actual)))
            return 0;
        double difference = Math.Abs(double.CreateChecked(expected) - double.CreateChecked(actual));
        return double.IsFinite(difference) ? difference : double.PositiveInfinity;
    }
}
