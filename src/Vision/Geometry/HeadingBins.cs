namespace Fuse3D.Vision.Geometry;

/// <summary>Splits headings into equal bins, the first of them around 0, as VoteNet's networks learn them.</summary>
public static class HeadingBins
{
    /// <param name="heading">radians, any turn</param>
    /// <param name="bins">at least 1</param>
    /// <returns>the bin, and the angle from the bin's centre in radians</returns>
    public static (int Bin, double Residual) Of(double heading, int bins)
    {
        double width = 2 * Math.PI / bins;
        double shifted = Wrapped(Wrapped(heading) + width / 2);
        int bin = Math.Min((int)(shifted / width), bins - 1);
        return (bin, shifted - (bin * width + width / 2));
    }

    /// <summary>The heading in (-pi, pi], up to the residual.</summary>
    public static double Heading(int bin, double residual, int bins)
    {
        double heading = bin * (2 * Math.PI / bins) + residual;
        return heading > Math.PI ? heading - 2 * Math.PI : heading;
    }

    private static double Wrapped(double angle)
    {
        double rest = angle % (2 * Math.PI);
        return rest < 0 ? rest + 2 * Math.PI : rest;
    }
}
