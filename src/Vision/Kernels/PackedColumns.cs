using System.Runtime.CompilerServices;

namespace Fuse3D.Vision.Kernels;

/// <summary>A matrix [depth, columns] as panels of 32 columns, the last of 16 where that holds the rest; missing columns are 0.</summary>
/// <remarks>Panel p begins at 32 · depth · p. Memory belongs to the caller.</remarks>
internal readonly struct PackedColumns(int depth, int columns)
{
    public int Depth { get; } = depth;

    public int Columns { get; } = columns;

    public int Panels => (Columns + MicroKernel.Wide - 1) / MicroKernel.Wide;

    /// <summary>Columns with those that are missing.</summary>
    public int PaddedColumns => (Panels - 1) * MicroKernel.Wide + Width(Panels - 1);

    /// <summary>Values that all panels take.</summary>
    public long Length => (long)PaddedColumns * Depth;

    public int Width(int panel) => Columns - panel * MicroKernel.Wide > MicroKernel.Narrow ? MicroKernel.Wide : MicroKernel.Narrow;

    public long Start(int panel) => (long)panel * MicroKernel.Wide * Depth;

    /// <summary>Packs one panel of a matrix whose value at [k, j] lies at source[k · depthStride + j · columnStride].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Pack(int panel, float* source, nint depthStride, nint columnStride, float* packed)
    {
        int width = Width(panel), first = panel * MicroKernel.Wide, present = Math.Min(width, Columns - first);
        float* into = packed + Start(panel), end = into + (long)width * Depth;
        if (present < width)
            new Span<float>(into, width * Depth).Clear();
        if (columnStride == 1)
        {
            float* from = source + first;
            for (; into < end; into += width, from += depthStride)
                new Span<float>(from, present).CopyTo(new Span<float>(into, present));
            return;
        }

        // Column by column: the source is read in order where it is a matrix [columns, depth].
        for (int j = 0; j < present; j++)
        {
            float* from = source + (first + j) * columnStride;
            for (float* at = into + j; at < end; at += width, from += depthStride)
                *at = *from;
        }
    }
}
