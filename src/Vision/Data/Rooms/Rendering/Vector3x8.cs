using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Eight vectors, one a lane.</summary>
internal readonly struct Vector3x8(Vector256<float> x, Vector256<float> y, Vector256<float> z)
{
    public Vector256<float> X { get; } = x;

    public Vector256<float> Y { get; } = y;

    public Vector256<float> Z { get; } = z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3x8 Create(Vector3 all) => new(Vector256.Create(all.X), Vector256.Create(all.Y), Vector256.Create(all.Z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3x8 operator +(Vector3x8 a, Vector3x8 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3x8 operator -(Vector3x8 a, Vector3x8 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3x8 operator *(Vector3x8 a, Vector256<float> scale) => new(a.X * scale, a.Y * scale, a.Z * scale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Dot(Vector3x8 a, Vector3x8 b) =>
        Vector256.FusedMultiplyAdd(a.X, b.X, Vector256.FusedMultiplyAdd(a.Y, b.Y, a.Z * b.Z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector3x8 Cross(Vector3x8 a, Vector3x8 b) => new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
}
