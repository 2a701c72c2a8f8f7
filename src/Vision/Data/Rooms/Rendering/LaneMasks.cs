using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>From one bit a lane to all bits of the lane.</summary>
internal static class LaneMasks
{
    private static readonly Vector256<int> Bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(uint bits) => Vector256.Equals(Vector256.Create((int)bits) & Bits, Bits).AsSingle();
}
