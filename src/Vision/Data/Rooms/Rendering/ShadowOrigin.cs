using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Where rays that leave a surface start, and the axes across a direction.</summary>
internal static class ShadowOrigin
{
    /// <summary>Metres above the surface, so that a ray does not meet what it leaves.</summary>
    public const float Lift = 5e-4f;

    /// <summary>Two directions across a third, all of unit length.</summary>
    /// <remarks>T. Duff et al., "Building an orthonormal basis, revisited", JCGT 2017: without a branch and smooth but for z = 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector3x8 Across, Vector3x8 Along) Frame(Vector3x8 n)
    {
        Vector256<float> one = Vector256<float>.One, sign = Vector256.CopySign(one, n.Z);
        Vector256<float> a = -one / (sign + n.Z), b = n.X * n.Y * a;
        return (new(one + sign * n.X * n.X * a, sign * b, -sign * n.X), new(b, sign + n.Y * n.Y * a, -n.Y));
    }
}
