using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>What training does to a scene: a mirror, then a turn about the vertical, then a scale. Pictures stay as they are.</summary>
/// <param name="Mirror">x becomes -x</param>
/// <param name="Angle">radians, positive turns +x towards +y</param>
/// <param name="Scale">of everything, about the origin</param>
public sealed record SunRgbdAugmentation(bool Mirror, double Angle, double Scale)
{
    public static SunRgbdAugmentation None { get; } = new(false, 0, 1);

    /// <summary>A mirror one time in two, a turn of at most 30 degrees, a scale of 0.85 to 1.15, all drawn evenly.</summary>
    /// <param name="random">gives numbers in [0, 1), three of them: for the mirror, the turn, the scale</param>
    public static SunRgbdAugmentation Draw(Func<double> random)
    {
        bool mirror = random() > 0.5;
        double angle = random() * Math.PI / 3 - Math.PI / 6;
        return new SunRgbdAugmentation(mirror, angle, random() * 0.3 + 0.85);
    }

    /// <summary>From the scene's axes to the augmented ones.</summary>
    public Transform3D AugmentedFromScene()
    {
        (double sin, double cos) = Math.SinCos(Angle);
        double m = Mirror ? -1 : 1;
        return Transform3D.FromLinear([cos * m, -sin, 0, sin * m, cos, 0, 0, 0, 1]).Scaled(Scale);
    }

    /// <summary>The box in augmented axes.</summary>
    public Box3D Apply(Box3D box) => new(
        AugmentedFromScene().Apply(box.Centre), box.Size * Scale, (Mirror ? -Math.PI - box.Yaw : box.Yaw) + Angle);
}
