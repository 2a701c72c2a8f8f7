using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

/// <summary>The ground that a piece covers, and from which height to which.</summary>
/// <param name="Half">half its lengths along its own axes</param>
/// <param name="Yaw">turns its first axis from +x towards +y</param>
internal readonly record struct Footprint(Vector2 Centre, Vector2 Half, float Yaw, float Bottom, float Top)
{
    public Vector2 Front => new(MathF.Cos(Yaw), MathF.Sin(Yaw));

    public Vector2 Left => new(-MathF.Sin(Yaw), MathF.Cos(Yaw));

    /// <summary>Of a shape whose origin stands at a place.</summary>
    public static Footprint Of(Shape shape, Vector3 place, float yaw)
    {
        Vector3 middle = (shape.Low + shape.High) / 2, half = shape.Size / 2;
        Footprint atOrigin = new(Vector2.Zero, new(half.X, half.Y), yaw, place.Z + shape.Low.Z, place.Z + shape.High.Z);
        return atOrigin with { Centre = new Vector2(place.X, place.Y) + middle.X * atOrigin.Front + middle.Y * atOrigin.Left };
    }

    /// <summary>A rectangle of a depth in front of it, as wide as it is, from the floor on.</summary>
    public Footprint InFront(float depth, float top) =>
        new(Centre + (Half.X + depth / 2) * Front, new(depth / 2, Half.Y), Yaw, 0, top);

    /// <summary>Whether two come closer than a gap. Boxes above one another are apart.</summary>
    public bool Meets(Footprint other, float gap = 0) =>
        Bottom < other.Top && other.Bottom < Top && !Separates(this, other, gap) && !Separates(other, this, gap);

    /// <summary>Half the lengths of the upright rectangle around it.</summary>
    public Vector2 Reach => Vector2.Abs(Front) * Half.X + Vector2.Abs(Left) * Half.Y;

    private static bool Separates(Footprint a, Footprint b, float gap)
    {
        Vector2 apart = b.Centre - a.Centre;
        return Gap(a.Front, a.Half.X) > gap || Gap(a.Left, a.Half.Y) > gap;

        float Gap(Vector2 axis, float half) => MathF.Abs(Vector2.Dot(apart, axis)) - half
            - b.Half.X * MathF.Abs(Vector2.Dot(b.Front, axis)) - b.Half.Y * MathF.Abs(Vector2.Dot(b.Left, axis));
    }
}
