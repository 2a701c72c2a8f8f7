using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>How flat patterns are laid on a face: along the two axes of the object that it lies in most.</summary>
/// <param name="Across">the axis that the face looks along most: 0 x, 1 y, 2 z</param>
/// <param name="Steep">the face is longer along the second of the other two than along the first: grain of wood runs that way</param>
internal readonly record struct PatternAxes(int Across, bool Steep)
{
    /// <summary>Of a triangle by its corners in the object's own axes.</summary>
    public static PatternAxes Of(Vector3 a, Vector3 b, Vector3 c)
    {
        Vector3 across = Vector3.Abs(Vector3.Cross(b - a, c - a));
        Vector3 size = Vector3.Max(a, Vector3.Max(b, c)) - Vector3.Min(a, Vector3.Min(b, c));
        var axes = new PatternAxes(across.X > across.Y && across.X > across.Z ? 0 : across.Y > across.Z ? 1 : 2, Steep: false);
        Vector2 flat = axes.Lay(size);
        return axes with { Steep = flat.Y > flat.X };
    }

    /// <summary>A place without the axis that the face looks along; of upright faces the height comes second.</summary>
    public Vector2 Lay(Vector3 place) => Across switch
    {
        0 => new(place.Y, place.Z),
        1 => new(place.X, place.Z),
        _ => new(place.X, place.Y),
    };
}
