namespace Fuse3D.Vision.Geometry;

/// <summary>How a lens bends rays, by the models of ROS and OpenCV.</summary>
public enum DistortionModel
{
    /// <summary>A pinhole.</summary>
    None,

    /// <summary>k1 k2 p1 p2 [k3]</summary>
    PlumbBob,

    /// <summary>k1 k2 p1 p2 k3 k4 k5 k6: the radial part is a fraction</summary>
    RationalPolynomial,

    /// <summary>k1 k2 k3 k4 on the angle from the axis ("fisheye"); sees beyond 90 degrees</summary>
    Equidistant,
}

/// <summary>A lens: from a ray to a place on the picture plane at distance 1, and back.</summary>
public sealed class Distortion : IEquatable<Distortion>
{
    private const double Step = 0.01, FarthestRadius = 20;   // of the search for where a polynomial turns back
    private readonly double _k1, _k2, _k3, _k4, _k5, _k6, _p1, _p2;

    /// <param name="coefficients">in the order of the model; missing ones are 0</param>
    public Distortion(DistortionModel model, ReadOnlySpan<double> coefficients)
    {
        int most = model switch
        {
            DistortionModel.None => 0,
            DistortionModel.PlumbBob => 5,
            DistortionModel.RationalPolynomial => 8,
            _ => 4,
        };
        double[] d = new double[8];
        for (int i = 0; i < coefficients.Length; i++)
        {
            if (!double.IsFinite(coefficients[i]) || (i >= most && coefficients[i] != 0))
                throw new InvalidInputException(
                    $"camera.d: coefficient {i} is {coefficients[i]}; {model} takes at most {most} finite ones", "camera.d");
            if (i < most)
                d[i] = coefficients[i];
        }

        Model = model;
        if (model == DistortionModel.Equidistant)
            (_k1, _k2, _k3, _k4) = (d[0], d[1], d[2], d[3]);
        else
            (_k1, _k2, _p1, _p2, _k3, _k4, _k5, _k6) = (d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]);
        Limit = FindLimit();
    }

    public static Distortion None { get; } = new(DistortionModel.None, []);

    public DistortionModel Model { get; }

    /// <summary>
    /// Up to where the model is one-to-one: a radius on the plane, for <see cref="DistortionModel.Equidistant"/> an angle.
    /// Beyond, polynomials bend back and would put things at the edge of the view into its middle.
    /// </summary>
    public double Limit { get; }

    /// <summary>The model of this name as ROS spells it.</summary>
    /// <param name="name">plumb_bob, rational_polynomial, equidistant or fisheye; empty or none: a pinhole</param>
    public static DistortionModel Parse(string name) => name switch
    {
        "" or "none" => DistortionModel.None,
        "plumb_bob" or "radtan" => DistortionModel.PlumbBob,
        "rational_polynomial" => DistortionModel.RationalPolynomial,
        "equidistant" or "fisheye" => DistortionModel.Equidistant,
        _ => throw new InvalidInputException(
            $"camera.distortion_model is '{name}'; known are none, plumb_bob, rational_polynomial and equidistant",
            "camera.distortion_model"),
    };

    /// <summary>Where a point appears on the plane at distance 1.</summary>
    /// <param name="p">in camera axes</param>
    /// <returns>false when it is behind the camera or beyond <see cref="Limit"/></returns>
    public bool TryProject(Point3D p, out double x, out double y)
    {
        if (Model == DistortionModel.Equidistant)
            return TryProjectByAngle(p, out x, out y);
        (x, y) = (p.X / p.Z, p.Y / p.Z);
        double r = Math.Sqrt(x * x + y * y);
        bool visible = p.Z > 0 && r <= Limit;
        if (Model != DistortionModel.None)
            (x, y) = Bend(x, y);
        return visible;
    }

    /// <summary>The ray that appears at a place on the plane at distance 1: x and y per unit of z.</summary>
    /// <returns>false when no ray within <see cref="Limit"/> and in front of the camera appears there</returns>
    public bool TryUnproject(double x, double y, out double rayX, out double rayY)
    {
        (rayX, rayY) = (x, y);
        if (Model == DistortionModel.None)
            return true;
        return Model == DistortionModel.Equidistant ? TryUnprojectByAngle(x, y, out rayX, out rayY) : TryUnbend(x, y, out rayX, out rayY);
    }

    public bool Equals(Distortion? other) => other is not null && Model == other.Model && Coefficients == other.Coefficients;

    public override bool Equals(object? obj) => Equals(obj as Distortion);

    public override int GetHashCode() => HashCode.Combine(Model, Coefficients);

    private (double, double, double, double, double, double, double, double) Coefficients => (_k1, _k2, _k3, _k4, _k5, _k6, _p1, _p2);

    private bool TryProjectByAngle(Point3D p, out double x, out double y)
    {
        double r = Math.Sqrt(p.X * p.X + p.Y * p.Y), angle = Math.Atan2(r, p.Z);
        double scale = r > 0 ? Angle(angle) / r : 0;
        (x, y) = (p.X * scale, p.Y * scale);
        return angle <= Limit && (r > 0 || p.Z > 0);
    }

    private bool TryUnprojectByAngle(double x, double y, out double rayX, out double rayY)
    {
        double seen = Math.Sqrt(x * x + y * y);
        double angle = Solve(Angle, seen, Math.Min(Limit, Math.PI / 2 - 1e-6), out bool found);
        double scale = seen > 0 ? Math.Tan(angle) / seen : 0;
        (rayX, rayY) = (x * scale, y * scale);
        return found;
    }

    private double Angle(double a)
    {
        double a2 = a * a;
        return a * (1 + a2 * (_k1 + a2 * (_k2 + a2 * (_k3 + a2 * _k4))));
    }

    private double Radial(double r2) => (1 + r2 * (_k1 + r2 * (_k2 + r2 * _k3))) / (1 + r2 * (_k4 + r2 * (_k5 + r2 * _k6)));

    private double Radius(double r) => r * Radial(r * r);

    private (double X, double Y) Bend(double x, double y)
    {
        double r2 = x * x + y * y, radial = Radial(r2);
        return (x * radial + 2 * _p1 * x * y + _p2 * (r2 + 2 * x * x), y * radial + _p1 * (r2 + 2 * y * y) + 2 * _p2 * x * y);
    }

    private bool TryUnbend(double x, double y, out double rayX, out double rayY) =>
        TryIterate(x, y, out rayX, out rayY) || TrySearch(x, y, out rayX, out rayY);

    // Divides by the radial part as it was at the last guess: quick, and enough for all but strong lenses.
    private bool TryIterate(double x, double y, out double rayX, out double rayY)
    {
        (rayX, rayY) = (x, y);
        for (int round = 0; round < 30; round++)
        {
            double r2 = rayX * rayX + rayY * rayY, radial = Radial(r2);
            double nextX = (x - 2 * _p1 * rayX * rayY - _p2 * (r2 + 2 * rayX * rayX)) / radial;
            double nextY = (y - _p1 * (r2 + 2 * rayY * rayY) - 2 * _p2 * rayX * rayY) / radial;
            double change = Math.Abs(nextX - rayX) + Math.Abs(nextY - rayY);
            (rayX, rayY) = (nextX, nextY);
            if (change < 1e-12)
                return Math.Sqrt(rayX * rayX + rayY * rayY) <= Limit;
        }

        return false;
    }

    // The radial part by a bracketed search, which cannot run away; the small tangential part is taken off around it.
    private bool TrySearch(double x, double y, out double rayX, out double rayY)
    {
        (rayX, rayY) = (x, y);
        for (int round = 0; round < 60; round++)
        {
            double r2 = rayX * rayX + rayY * rayY;
            double dx = x - 2 * _p1 * rayX * rayY - _p2 * (r2 + 2 * rayX * rayX);
            double dy = y - _p1 * (r2 + 2 * rayY * rayY) - 2 * _p2 * rayX * rayY;
            double seen = Math.Sqrt(dx * dx + dy * dy);
            double scale = seen > 0 ? Solve(Radius, seen, Limit, out bool found) / seen : Inside(out found);
            double change = Math.Abs(dx * scale - rayX) + Math.Abs(dy * scale - rayY);
            (rayX, rayY) = (dx * scale, dy * scale);
            if (!found || !double.IsFinite(change))
                return false;
            if (change < 1e-13 * (1 + seen))
                break;
        }

        (double backX, double backY) = Bend(rayX, rayY);
        return Math.Abs(backX - x) + Math.Abs(backY - y) < 1e-9 * (1 + Math.Abs(x) + Math.Abs(y));
    }

    private static double Inside(out bool found)
    {
        found = true;
        return 1;
    }

    // The argument in 0..limit at which a rising function takes a value: false position, with the stale end's weight halved (Illinois).
    private static double Solve(Func<double, double> rising, double value, double limit, out bool found)
    {
        double low = 0, high = limit, below = -value, above = rising(limit) - value;
        found = above >= 0;
        int side = 0;
        for (int i = 0; i < 100 && found; i++)
        {
            double at = Math.Clamp((low * above - high * below) / (above - below), low, high), miss = rising(at) - value;
            if (Math.Abs(miss) <= 1e-15 * (1 + value) || high - low <= 1e-15 * limit)
                return at;
            if (miss > 0)
                (high, above, below, side) = (at, miss, side > 0 ? below / 2 : below, 1);
            else
                (low, below, above, side) = (at, miss, side < 0 ? above / 2 : above, -1);
        }

        return (low + high) / 2;
    }

    private double FindLimit()
    {
        if (Model == DistortionModel.None)
            return double.PositiveInfinity;
        (Func<double, double> rising, double farthest) = Model == DistortionModel.Equidistant
            ? (Angle, Math.PI)
            : ((Func<double, double>)Radius, FarthestRadius);
        double last = 0;
        for (double r = Step; r <= farthest; r += Step)
        {
            double value = rising(r);
            if (!(value > last))
                return r - Step;
            last = value;
        }

        return farthest;
    }
}
