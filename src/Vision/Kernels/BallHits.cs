using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>Finds the first hits of one centre after another in a grid; one per thread.</summary>
/// <remarks>
/// Points near a centre come out of the grid cell by cell; two levels of bits put them back into index order. Where the ball holds
/// many points it is quicker to go through the cloud from its start, which ends at the last hit wanted.
/// </remarks>
internal sealed class BallHits : IDisposable
{
    private const double BallInCells = 0.155;       // volume of a ball in that of the 27 cells around it
    private static int Lanes => Vector256<float>.Count;

    private readonly PointGrid _grid;
    private readonly ulong[] _bits;                 // bit i: point i is a hit
    private readonly ulong[] _words;                // bit i: _bits[i] is not zero

    public BallHits(PointGrid grid)
    {
        _grid = grid;
        _bits = ArrayPool<ulong>.Shared.Rent(grid.Count / 64 + 1);
        _words = ArrayPool<ulong>.Shared.Rent(grid.Count / 4096 + 1);
        _bits.AsSpan().Clear();
        _words.AsSpan().Clear();
    }

    /// <summary>Writes the lowest indices of points within the radius, ascending; returns how many.</summary>
    public int First(ReadOnlySpan<float> centre, Span<int> slots)
    {
        Span<(int Start, int End)> stretches = stackalloc (int, int)[PointGrid.MaxStretches];
        stretches = stretches[.._grid.Around(centre, stretches)];
        long candidates = 0;
        foreach ((int start, int end) in stretches)
            candidates += end - start;

        double lookedAtInOrder = (double)slots.Length * _grid.Count / (BallInCells * candidates);
        if (lookedAtInOrder < candidates)
            return Scan(_grid.InOrder, 0, _grid.Count, centre, slots);
        foreach ((int start, int end) in stretches)
            Scan(_grid.Sorted, start, end, centre, []);
        return TakeLowest(slots);
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_bits);
        ArrayPool<ulong>.Shared.Return(_words);
    }

    // Hits among the points start .. end-1: into the slots until they are full, or as bits where there are none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Scan(Axes points, int start, int end, ReadOnlySpan<float> centre, Span<int> slots)
    {
        ref float x = ref MemoryMarshal.GetReference(points.X), y = ref MemoryMarshal.GetReference(points.Y), z = ref MemoryMarshal.GetReference(points.Z);
        Vector256<float> cx = Vector256.Create(centre[0]), cy = Vector256.Create(centre[1]), cz = Vector256.Create(centre[2]);
        Vector256<float> limit = Vector256.Create(_grid.Radius * _grid.Radius);
        int found = 0;
        for (int i = start; i < end; i += Lanes)
        {
            Vector256<float> dx = Vector256.LoadUnsafe(ref x, (nuint)i) - cx;
            Vector256<float> dy = Vector256.LoadUnsafe(ref y, (nuint)i) - cy;
            Vector256<float> dz = Vector256.LoadUnsafe(ref z, (nuint)i) - cz;
            uint near = Vector256.LessThan(dx * dx + dy * dy + dz * dz, limit).ExtractMostSignificantBits();
            if (end - i < Lanes)
                near &= (1u << (end - i)) - 1;
            for (; near != 0; near &= near - 1)
            {
                int at = i + BitOperations.TrailingZeroCount(near);
                if (slots.IsEmpty)
                    Mark(_grid.Index[at]);
                else if ((slots[found++] = at) >= 0 && found == slots.Length)
                    return found;
            }
        }

        return found;
    }

    private void Mark(int point)
    {
        _bits[point >> 6] |= 1ul << point;
        _words[point >> 12] |= 1ul << (point >> 6);
    }

    private int TakeLowest(Span<int> slots)
    {
        int found = 0;
        for (int w = 0; w <= _grid.Count >> 12; w++)
        {
            for (ulong words = _words[w]; words != 0; words &= words - 1)
            {
                int word = (w << 6) + BitOperations.TrailingZeroCount(words);
                for (ulong bits = _bits[word]; bits != 0 && found < slots.Length; bits &= bits - 1)
                    slots[found++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
                _bits[word] = 0;
            }

            _words[w] = 0;
        }

        return found;
    }
}
