using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Numbers without order that are a function of where they are asked for.</summary>
internal static class HashNoise
{
    private const uint AcrossX = 0x8DA6B343, AcrossY = 0xD8163841, AcrossZ = 0xCB1AB31F;
    private const uint MixA = 0x7FEB352D, MixB = 0x846CA68B;       // a 32-bit mix found by search for low bias (C. Wellons, "hash-prospector")

    /// <summary>0 to below 1, for a cell of a pattern.</summary>
    public static float Cell(int x, int y, uint seed) => Mix((uint)x * AcrossX ^ (uint)y * AcrossY ^ seed) * (1f / 4294967296f);

    /// <summary>0..1, smooth, with bumps about one unit wide.</summary>
    public static float Smooth(Vector3 place, uint seed)
    {
        var whole = new Vector3(MathF.Floor(place.X), MathF.Floor(place.Y), MathF.Floor(place.Z));
        Vector3 t = place - whole;
        t = t * t * (new Vector3(3) - 2 * t);
        uint x = (uint)(int)whole.X * AcrossX, y = (uint)(int)whole.Y * AcrossY, z = (uint)(int)whole.Z * AcrossZ;
        uint x1 = x + AcrossX, y1 = y + AcrossY, z1 = z + AcrossZ;
        Vector256<uint> corners = Vector256.Create(x, x1, x, x1, x, x1, x, x1)
            ^ Vector256.Create(y, y, y1, y1, y, y, y1, y1) ^ Vector256.Create(z, z, z, z, z1, z1, z1, z1) ^ Vector256.Create(seed);
        Vector256<float> heights = Vector256.ConvertToSingle((Mix(corners) >> 8).AsInt32());
        Vector128<float> plane = heights.GetLower() + (heights.GetUpper() - heights.GetLower()) * t.Z;
        float near = plane[0] + (plane[1] - plane[0]) * t.X, far = plane[2] + (plane[3] - plane[2]) * t.X;
        return (near + (far - near) * t.Y) * (1f / (1 << 24));
    }

    /// <summary>0..1: smooth noise of several widths on one another, each half as wide and half as strong as the one before.</summary>
    public static float Clouds(Vector3 place, uint seed, int octaves)
    {
        float sum = 0, weight = 1, total = 0;
        for (int i = 0; i < octaves; i++, place *= 2.03f, weight *= 0.5f)
        {
            sum += weight * Smooth(place, seed + (uint)i);
            total += weight;
        }

        return sum / total;
    }

    public static uint Mix(uint h)
    {
        h = (h ^ (h >> 16)) * MixA;
        h = (h ^ (h >> 15)) * MixB;
        return h ^ (h >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Mix(Vector256<uint> h)
    {
        h = (h ^ (h >> 16)) * Vector256.Create(MixA);
        h = (h ^ (h >> 15)) * Vector256.Create(MixB);
        return h ^ (h >> 16);
    }
}
