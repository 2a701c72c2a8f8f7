using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Eight rays that go through the tree together, with what the tests of boxes and triangles need of each.</summary>
internal readonly struct RayPacket
{
    public const int Lanes = 8;

    /// <summary>A direction's part that is nearer to 0 counts as this when boxes are passed, so that its inverse is finite.</summary>
    private const float SmallestPart = 1e-12f;

    /// <param name="to">ends; a lane with an end below its start takes no part</param>
    public RayPacket(Vector3x8 origin, Vector3x8 direction, Vector256<float> from, Vector256<float> to)
    {
        (Origin, Direction, From, To) = (origin, direction, from, to);
        Moment = Vector3x8.Cross(direction, origin + origin);
        Inverse = new(Invert(direction.X), Invert(direction.Y), Invert(direction.Z));
        Shift = new(-origin.X * Inverse.X, -origin.Y * Inverse.Y, -origin.Z * Inverse.Z);
    }

    public Vector3x8 Origin { get; }

    public Vector3x8 Direction { get; }

    public Vector256<float> From { get; }

    public Vector256<float> To { get; }

    /// <summary>2 direction x origin: with the direction, the ray's line in Pluecker's coordinates.</summary>
    public Vector3x8 Moment { get; }

    /// <summary>1 / direction</summary>
    public Vector3x8 Inverse { get; }

    /// <summary>-origin / direction: a plane x = c is met at c * Inverse.X + Shift.X.</summary>
    public Vector3x8 Shift { get; }

    /// <summary>Bit k set: most of the rays go against axis k.</summary>
    public int Backwards =>
        (Vector256.Sum(Direction.X) < 0 ? 1 : 0) | (Vector256.Sum(Direction.Y) < 0 ? 2 : 0) | (Vector256.Sum(Direction.Z) < 0 ? 4 : 0);

    /// <summary>One of the rays.</summary>
    public Ray this[int lane] => new(
        new Vector3(Origin.X[lane], Origin.Y[lane], Origin.Z[lane]),
        new Vector3(Direction.X[lane], Direction.Y[lane], Direction.Z[lane]), From[lane], To[lane]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Invert(Vector256<float> part)
    {
        Vector256<float> least = Vector256.CopySign(Vector256.Create(SmallestPart), part);
        return Vector256<float>.One / Vector256.ConditionalSelect(
            Vector256.LessThan(Vector256.Abs(part), Vector256.Create(SmallestPart)), least, part);
    }
}

/// <summary>What eight rays met.</summary>
internal struct PacketHits
{
    /// <summary>In multiples of each ray's direction.</summary>
    public Vector256<float> Distance;

    /// <summary>Each triangle's place in the tree; -1: none</summary>
    public Vector256<int> Slot;
}
