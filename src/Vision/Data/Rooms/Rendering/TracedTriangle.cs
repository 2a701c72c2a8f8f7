using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A triangle as rays test it: its edges as lines in Pluecker's coordinates, and its plane.</summary>
/// <remarks>
/// A ray passes on one side of all three edges, or it misses. The side of an edge is D · (e x s) + e · 2 (D x O) with e the edge and s the
/// sum of its ends; it changes sign to the last bit when the edge is walked the other way, so no ray slips between two triangles that share it.
/// Corners, where several edges round each in its own way, are closed by a margin.
/// Fused multiply-adds in the same order in both forms below: lanes and the scalar twin agree to the last bit.
/// </remarks>
internal readonly struct TracedTriangle
{
    private const float Margin = 2e-5f;         // in multiples of the triangle's height
    private readonly Vector3 _edgeA, _momentA, _edgeB, _momentB, _edgeC, _momentC;     // opposite to the corner that the letter names
    private readonly Vector3 _normal;
    private readonly float _offset;             // the plane is normal · p = offset

    /// <param name="index">in the scene's mesh</param>
    /// <param name="blocksLight">false: glass, and what shines itself</param>
    public TracedTriangle(Vector3 a, Vector3 b, Vector3 c, int index, bool blocksLight)
    {
        (_edgeA, _momentA) = Line(b, c);
        (_edgeB, _momentB) = Line(c, a);
        (_edgeC, _momentC) = Line(a, b);
        _normal = PlaneNormal(a, b, c);
        _offset = (float)((double)_normal.X * a.X + (double)_normal.Y * a.Y + (double)_normal.Z * a.Z);
        Index = index;
        BlocksLight = blocksLight;
    }

    public int Index { get; }

    public bool BlocksLight { get; }

    /// <summary>Unit length, towards who sees the corners run anticlockwise; zero for a triangle without an area, which no ray meets.</summary>
    public Vector3 Normal => _normal;

    /// <summary>What <see cref="Meet(in RayPacket, Vector256{float}, out Vector256{float})"/> means, for one ray.</summary>
    /// <returns>whether it is met within the ray's piece</returns>
    public bool Meet(in Ray ray, out float distance)
    {
        Vector3 o = ray.Origin, d = ray.Direction;
        (float a, float b, float c) = Sides(o, d);
        distance = (_offset - Dot(_normal, o)) / Dot(_normal, d);
        float slack = MathF.Abs(a + b + c) * Margin;
        bool inside = MathF.Min(MathF.Min(a, b), c) >= -slack || MathF.Max(MathF.Max(a, b), c) <= slack;
        return inside && distance >= ray.From && distance <= ray.To;
    }

    /// <summary>Which lanes meet it in their piece.</summary>
    /// <param name="to">ends of the pieces, in place of the packet's own</param>
    /// <returns>all bits of a lane set: met</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Meet(in RayPacket rays, Vector256<float> to, out Vector256<float> distance)
    {
        Vector3x8 d = rays.Direction, m = rays.Moment;
        Vector256<float> a = Side(_edgeA, _momentA, d, m), b = Side(_edgeB, _momentB, d, m), c = Side(_edgeC, _momentC, d, m);
        Vector256<float> least = Vector256.MinNative(Vector256.MinNative(a, b), c), most = Vector256.MaxNative(Vector256.MaxNative(a, b), c);
        Vector256<float> slack = Vector256.Abs(a + b + c) * Margin;
        Vector256<float> inside = Vector256.GreaterThanOrEqual(least, -slack) | Vector256.LessThanOrEqual(most, slack);
        if (inside.ExtractMostSignificantBits() == 0)
        {
            distance = default;
            return inside;
        }

        Vector3x8 normal = Vector3x8.Create(_normal);
        distance = (Vector256.Create(_offset) - Vector3x8.Dot(normal, rays.Origin)) / Vector3x8.Dot(normal, d);
        return inside & Vector256.GreaterThanOrEqual(distance, rays.From) & Vector256.LessThanOrEqual(distance, to);
    }

    /// <summary>Shares of the corners where a line passes through.</summary>
    public Vector3 Shares(Vector3 origin, Vector3 direction)
    {
        (float a, float b, float c) = Sides(origin, direction);
        float sum = a + b + c;
        return sum != 0 ? new Vector3(a, b, c) / sum : new Vector3(1f / 3);
    }

    private (float A, float B, float C) Sides(Vector3 o, Vector3 d)
    {
        Vector3 two = o + o;
        Vector3 m = new(d.Y * two.Z - d.Z * two.Y, d.Z * two.X - d.X * two.Z, d.X * two.Y - d.Y * two.X);
        return (Dot(d, _momentA) + Dot(_edgeA, m), Dot(d, _momentB) + Dot(_edgeB, m), Dot(d, _momentC) + Dot(_edgeC, m));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Side(Vector3 edge, Vector3 moment, Vector3x8 d, Vector3x8 m) =>
        Vector3x8.Dot(d, Vector3x8.Create(moment)) + Vector3x8.Dot(Vector3x8.Create(edge), m);

    private static float Dot(Vector3 a, Vector3 b) =>
        MathF.FusedMultiplyAdd(a.X, b.X, MathF.FusedMultiplyAdd(a.Y, b.Y, a.Z * b.Z));

    // No fused operations here: they would not change sign with the edge.
    private static (Vector3 Edge, Vector3 Moment) Line(Vector3 from, Vector3 to)
    {
        Vector3 e = to - from, s = to + from;
        return (e, new(e.Y * s.Z - e.Z * s.Y, e.Z * s.X - e.X * s.Z, e.X * s.Y - e.Y * s.X));
    }

    private static Vector3 PlaneNormal(Vector3 a, Vector3 b, Vector3 c)
    {
        double ux = (double)b.X - a.X, uy = (double)b.Y - a.Y, uz = (double)b.Z - a.Z;
        double vx = (double)c.X - a.X, vy = (double)c.Y - a.Y, vz = (double)c.Z - a.Z;
        double x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx, length = Math.Sqrt(x * x + y * y + z * z);
        return length > 0 ? new Vector3((float)(x / length), (float)(y / length), (float)(z / length)) : Vector3.Zero;
    }
}
