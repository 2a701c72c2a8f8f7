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

    /// <summary>[2] unit directions about z, as many of them as a matt surface takes light from there</summary>
    public static Vector256<float>[] UpX { get; } = Halves(i => Radius(i) * MathF.Cos(Turn(i)));

    /// <summary>[2]</summary>
    public static Vector256<float>[] UpY { get; } = Halves(i => Radius(i) * MathF.Sin(Turn(i)));

    /// <summary>[2]</summary>
    public static Vector256<float>[] UpZ { get; } = Halves(i => MathF.Sqrt(1 - Radius(i) * Radius(i)));

    /// <summary>[2] lengths of these directions, 0..1: each length comes up with directions from everywhere</summary>
    public static Vector256<float>[] UpLength { get; } = Halves(i => (Net(i, 8, 12, 10, 15) + 0.5f) / 16);

    private static float Radius(int i) => MathF.Sqrt((i + 0.5f) / 16);

    private static float Turn(int i) => (Net(i, 8, 4, 2, 1) + 0.5f) / 16 * MathF.Tau;

    // A coordinate of Sobol's sequence. Together with i itself, two of them are sixteen points of a cube of which every box of a sixteenth
    // of its volume, whole halvings wide each way, holds one.
    private static int Net(int i, int first, int second, int third, int fourth) =>
        ((i & 1) != 0 ? first : 0) ^ ((i & 2) != 0 ? second : 0) ^ ((i & 4) != 0 ? third : 0) ^ ((i & 8) != 0 ? fourth : 0);

    private static Vector256<float>[] Halves(Func<int, float> value)
    {
        float[] all = [.. Order.Select(value)];
        return [Vector256.Create(all.AsSpan(0, 8)), Vector256.Create(all.AsSpan(8, 8))];
    }
}
