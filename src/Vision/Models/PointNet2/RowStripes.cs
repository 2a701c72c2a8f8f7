using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Models.PointNet2;

/// <summary>Some whole centres' rows, few enough to stay in cache.</summary>
internal readonly record struct RowChunk(int FirstCentre, int EndCentre, int First, int Rows);

/// <summary>Loops over rows in chunks, on all workers, with sums that come out the same for any number of them.</summary>
internal static class RowStripes
{
    private const int Stripes = 32;         // each summed up by itself; their sums are added in order
    private const int ChunkRows = 256;

    /// <summary>Runs the body over every chunk; each stripe of chunks has its own sums.</summary>
    /// <returns>the stripes' sums in order</returns>
    public static T[] Run<T>(NeighbourRows rows, Func<T> start, Action<RowChunk, T> body)
    {
        var sums = new T[Stripes];
        int step = Math.Max(1, ChunkRows / rows.Samples);
        Workers.Shared.For(Stripes, stripe =>
        {
            sums[stripe] = start();
            int end = Border(rows, stripe + 1);
            for (int centre = Border(rows, stripe); centre < end; centre += step)
            {
                int last = Math.Min(centre + step, end);
                body(new(centre, last, rows.Start[centre], rows.Start[last] - rows.Start[centre]), sums[stripe]);
            }
        });
        return sums;
    }

    private static int Border(NeighbourRows rows, int stripe) => (int)((long)rows.Centres * stripe / Stripes);
}
