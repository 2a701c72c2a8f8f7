using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>The different neighbours of every centre of a batch, one row each, centre after centre.</summary>
/// <remarks>
/// B clouds, N points, P centres, K neighbours. Slots that a ball query filled up with its first hit are the same row: it counts as often
/// as it stands there.
/// </remarks>
internal sealed class NeighbourRows
{
    /// <param name="xyz">[B, N, 3]</param>
    /// <param name="centres">[B, P, 3]</param>
    /// <param name="near">[B, P, K] int64, as a ball query gives them</param>
    /// <param name="radius">unit of the rows' places, metres</param>
    public NeighbourRows(Tensor xyz, Tensor centres, Tensor near, float radius)
    {
        (Points, Samples) = (checked((int)(xyz.shape[0] * xyz.shape[1])), checked((int)near.shape[2]));
        int centresPerCloud = (int)centres.shape[1], pointsPerCloud = (int)xyz.shape[1];
        ReadOnlySpan<long> slots = Values<long>(near);
        Start = new int[checked((int)(centres.shape[0] * centresPerCloud)) + 1];
        for (int centre = 0; centre < Centres; centre++)
            Start[centre + 1] = Start[centre] + Different(slots.Slice(centre * Samples, Samples));

        (Point, Place, Weight) = (new int[Count], new float[3 * Count], new float[Count]);
        Array.Fill(Weight, 1);
        ReadOnlySpan<float> from = Values<float>(xyz), around = Values<float>(centres);
        for (int centre = 0; centre < Centres; centre++)
        {
            Weight[Start[centre]] += Samples - (Start[centre + 1] - Start[centre]);
            int firstPoint = centre / centresPerCloud * pointsPerCloud;
            for (int row = Start[centre]; row < Start[centre + 1]; row++)
            {
                int point = Point[row] = firstPoint + (int)slots[centre * Samples + row - Start[centre]];
                for (int axis = 0; axis < 3; axis++)
                    Place[3 * row + axis] = (from[3 * point + axis] - around[3 * centre + axis]) / radius;
            }
        }
    }

    /// <summary>B N</summary>
    public int Points { get; }

    /// <summary>K</summary>
    public int Samples { get; }

    /// <summary>B P</summary>
    public int Centres => Start.Length - 1;

    /// <summary>R, all rows.</summary>
    public int Count => Start[^1];

    /// <summary>[B P + 1] the first row of each centre.</summary>
    public int[] Start { get; }

    /// <summary>[R] index into the points of all clouds</summary>
    public int[] Point { get; }

    /// <summary>[R, 3] from the centre, in radii</summary>
    public float[] Place { get; }

    /// <summary>[R] how often each row counts: a centre's first row for every slot that was filled up with it.</summary>
    public float[] Weight { get; }

    // Hits are in rising order, so the first repetition ends them.
    private static int Different(ReadOnlySpan<long> slots)
    {
        int again = slots[1..].IndexOf(slots[0]);
        return again < 0 ? slots.Length : again + 1;
    }

    private static Span<T> Values<T>(Tensor tensor) where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);
}
