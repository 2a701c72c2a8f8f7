using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Sixteen places, one for each pixel of a square of 4 x 4: averaged over any such square they cover a disc, or a hemisphere, evenly.</summary>
/// <remarks>A packet of 4 x 2 pixels takes half of them: the upper or the lower two rows.</remarks>
internal static class JitterPattern
{
    private const float Golden = 2.3999632f;        // radians
    private static readonly int[] Order = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];    // Bayer's: neighbours differ most

    /// <summary>The golden angle: turned by it again and again, the places never come to lie on themselves.</summary>
    public static float NextCos { get; } = MathF.Cos(Golden);

    public static float NextSin { get; } = MathF.Sin(Golden);

    /// <summary>[2] in a disc of radius 1</summary>
    public static Vector256<float>[] DiscX { get; } = Halves(i => Radius(i) * MathF.Cos(i * Golden));

    /// <summary>[2]</summary>
    public static Vector256<float>[] DiscY { get; } = Halves(i => Radius(i) * MathF.Sin(i * Golden));

    /// <summary>[2] how far a disc's place must be lifted onto the sphere: directions as a matt surface takes light</summary>
    public static Vector256<float>[] Up { get; } = Halves(i => MathF.Sqrt(1 - Radius(i) * Radius(i)));

    /// <summary>[2] 0..1, in another order than the directions</summary>
    public static Vector256<float>[] Length { get; } = Halves(i => (i * 7 % 16 + 0.5f) / 16);

    private static float Radius(int i) => MathF.Sqrt((i + 0.5f) / 16);

    private static Vector256<float>[] Halves(Func<int, float> value)
    {
        float[] all = [.. Order.Select(value)];
        return [Vector256.Create(all.AsSpan(0, 8)), Vector256.Create(all.AsSpan(8, 8))];
    }
}
