using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>What training does to a scene: mirrors, then a small turn about the vertical. No scale.</summary>
/// <param name="MirrorX">x becomes -x</param>
/// <param name="MirrorY">y becomes -y</param>
/// <param name="Angle">radians, after the mirrors; positive turns +x towards +y</param>
public sealed record ScanNetAugmentation(bool MirrorX, bool MirrorY, double Angle)
{
    private const double MaxAngle = Math.PI / 36;

    public static ScanNetAugmentation None { get; } = new(false, false, 0);

    /// <summary>Mirrors with a chance of one half each, a turn of at most 5 degrees, all drawn evenly.</summary>
    public static ScanNetAugmentation Draw(SeededRandom random) =>
        new(random.NextDouble() > 0.5, random.NextDouble() > 0.5, random.NextDouble() * 2 * MaxAngle - MaxAngle);

    /// <summary>From the scene's axes to the augmented ones.</summary>
    public Transform3D AugmentedFromScene()
    {
        (double sin, double cos) = Math.SinCos(Angle);
        double x = MirrorX ? -1 : 1, y = MirrorY ? -1 : 1;
        return Transform3D.FromLinear([cos * x, -sin * y, 0, sin * x, cos * y, 0, 0, 0, 1]);
    }

    /// <summary>The unturned box around the turned one, so it grows with the angle.</summary>
    public ScanNetBox Apply(ScanNetBox box)
    {
        (double sin, double cos) = (Math.Abs(Math.Sin(Angle)), Math.Abs(Math.Cos(Angle)));
        var size = new Point3D(cos * box.Size.X + sin * box.Size.Y, sin * box.Size.X + cos * box.Size.Y, box.Size.Z);
        return box with { Centre = AugmentedFromScene().Apply(box.Centre), Size = size };
    }
}
