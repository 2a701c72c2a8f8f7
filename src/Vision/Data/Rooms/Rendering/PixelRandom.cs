using System.Numerics;
using System.Runtime.CompilerServices;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Random numbers of single pixels: a function of the seed and the pixel, so that any thread may ask for them in any order.</summary>
internal static class PixelRandom
{
    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(ulong seed, int pixel)
    {
        ulong z = seed + ((ulong)(uint)pixel + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Mean 0 and deviation 1 out of 64 random bits: the sum of four even numbers, which stays within 3.5.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Normal(ulong bits)
    {
        uint sum = (uint)(bits & 0xFFFF) + (uint)((bits >> 16) & 0xFFFF) + (uint)((bits >> 32) & 0xFFFF) + (uint)(bits >> 48);
        return (sum - 2 * 65535f) * (1.7320508f / 65536);      // each has the deviation 65536 / sqrt 12
    }
}
