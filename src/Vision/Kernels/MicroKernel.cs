using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>The innermost loop of the matrix products: 8 rows times a panel of 32 or 16 columns, all sums in registers.</summary>
/// <remarks>
/// A panel is [depth, width] without gaps. Every sum runs over the depth in order with fused multiply-add, whatever the rows around it,
/// so a row's result does not depend on how rows are cut into blocks.
/// The loops here and in the other kernels are compiled for speed at once (AggressiveOptimization): left to tiered compilation, the first
/// frame of a process would take several times as long.
/// </remarks>
internal static unsafe class MicroKernel
{
    public const int Rows = 8;
    public const int Wide = 32;
    public const int Narrow = 16;

    /// <summary>c[r, j] = (accumulate ? c[r, j] : 0) + sum over k of a[r, k] panel[k, j]</summary>
    /// <param name="a">rows of at least <paramref name="depth"/> values</param>
    /// <param name="rows">1 to 8; rows beyond are computed from the last one and written all the same</param>
    /// <param name="width">of the panel: <see cref="Wide"/> or <see cref="Narrow"/></param>
    /// <param name="c">8 rows of <paramref name="width"/> values</param>
    public static void Multiply(float* a, nint aStride, int rows, float* panel, int width, int depth, float* c, nint cStride, bool accumulate)
    {
        RowPointers at = new(a, aStride, rows);
        if (!Vector512.IsHardwareAccelerated)
            MultiplyHalves(at, panel, width, depth, c, cStride, accumulate);
        else if (width == Narrow)
            MultiplyNarrow(at, panel, depth, c, cStride, accumulate);
        else
            MultiplyWide(at, panel, depth, c, cStride, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyWide(RowPointers a, float* panel, int depth, float* c, nint cStride, bool accumulate)
    {
        Vector512<float> c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, c60, c61, c70, c71;
        c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = c60 = c61 = c70 = c71 = Vector512<float>.Zero;
        if (accumulate)
        {
            (c00, c01) = Load(c);
            (c10, c11) = Load(c + cStride);
            (c20, c21) = Load(c + 2 * cStride);
            (c30, c31) = Load(c + 3 * cStride);
            (c40, c41) = Load(c + 4 * cStride);
            (c50, c51) = Load(c + 5 * cStride);
            (c60, c61) = Load(c + 6 * cStride);
            (c70, c71) = Load(c + 7 * cStride);
        }

        float* a0 = a.P0, a1 = a.P1, a2 = a.P2, a3 = a.P3, a4 = a.P4, a5 = a.P5, a6 = a.P6, a7 = a.P7;
        for (nint k = 0; k < depth; k++, panel += Wide)
        {
            Vector512<float> b0 = Vector512.Load(panel), b1 = Vector512.Load(panel + 16), x;
            x = Vector512.Create(a0[k]);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a1[k]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a2[k]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(a3[k]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(a4[k]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a5[k]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(a6[k]);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(a7[k]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
        }

        Store(c, c00, c01);
        Store(c + cStride, c10, c11);
        Store(c + 2 * cStride, c20, c21);
        Store(c + 3 * cStride, c30, c31);
        Store(c + 4 * cStride, c40, c41);
        Store(c + 5 * cStride, c50, c51);
        Store(c + 6 * cStride, c60, c61);
        Store(c + 7 * cStride, c70, c71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyNarrow(RowPointers a, float* panel, int depth, float* c, nint cStride, bool accumulate)
    {
        Vector512<float> c0, c1, c2, c3, c4, c5, c6, c7;
        c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = Vector512<float>.Zero;
        if (accumulate)
        {
            (c0, c1, c2, c3) = (Vector512.Load(c), Vector512.Load(c + cStride), Vector512.Load(c + 2 * cStride), Vector512.Load(c + 3 * cStride));
            c += 4 * cStride;
            (c4, c5, c6, c7) = (Vector512.Load(c), Vector512.Load(c + cStride), Vector512.Load(c + 2 * cStride), Vector512.Load(c + 3 * cStride));
            c -= 4 * cStride;
        }

        float* a0 = a.P0, a1 = a.P1, a2 = a.P2, a3 = a.P3, a4 = a.P4, a5 = a.P5, a6 = a.P6, a7 = a.P7;
        for (nint k = 0; k < depth; k++, panel += Narrow)
        {
            Vector512<float> b = Vector512.Load(panel);
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[k]), b, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[k]), b, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[k]), b, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[k]), b, c3);
            c4 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[k]), b, c4);
            c5 = Vector512.FusedMultiplyAdd(Vector512.Create(a5[k]), b, c5);
            c6 = Vector512.FusedMultiplyAdd(Vector512.Create(a6[k]), b, c6);
            c7 = Vector512.FusedMultiplyAdd(Vector512.Create(a7[k]), b, c7);
        }

        c0.Store(c);
        c1.Store(c + cStride);
        c2.Store(c + 2 * cStride);
        c3.Store(c + 3 * cStride);
        c4.Store(c + 4 * cStride);
        c5.Store(c + 5 * cStride);
        c6.Store(c + 6 * cStride);
        c7.Store(c + 7 * cStride);
    }

    // 16 registers of 8 lanes: half the rows and half of a wide panel's columns at a time.
    private static void MultiplyHalves(RowPointers a, float* panel, int width, int depth, float* c, nint cStride, bool accumulate)
    {
        for (int half = 0; half < width; half += 16)
        {
            Multiply4(a.P0, a.P1, a.P2, a.P3, panel + half, width, depth, c + half, cStride, accumulate);
            Multiply4(a.P4, a.P5, a.P6, a.P7, panel + half, width, depth, c + 4 * cStride + half, cStride, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply4(
        float* a0, float* a1, float* a2, float* a3, float* panel, int width, int depth, float* c, nint cStride, bool accumulate)
    {
        Vector256<float> c00, c01, c10, c11, c20, c21, c30, c31;
        c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = Vector256<float>.Zero;
        if (accumulate)
        {
            (c00, c01) = (Vector256.Load(c), Vector256.Load(c + 8));
            (c10, c11) = (Vector256.Load(c + cStride), Vector256.Load(c + cStride + 8));
            (c20, c21) = (Vector256.Load(c + 2 * cStride), Vector256.Load(c + 2 * cStride + 8));
            (c30, c31) = (Vector256.Load(c + 3 * cStride), Vector256.Load(c + 3 * cStride + 8));
        }

        for (nint k = 0; k < depth; k++, panel += width)
        {
            Vector256<float> b0 = Vector256.Load(panel), b1 = Vector256.Load(panel + 8), x;
            x = Vector256.Create(a0[k]);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a1[k]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a2[k]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(a3[k]);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
        }

        Store(c, c00, c01);
        Store(c + cStride, c10, c11);
        Store(c + 2 * cStride, c20, c21);
        Store(c + 3 * cStride, c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Low, Vector512<float> High) Load(float* c) => (Vector512.Load(c), Vector512.Load(c + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> low, Vector512<float> high)
    {
        low.Store(c);
        high.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> low, Vector256<float> high)
    {
        low.Store(c);
        high.Store(c + 8);
    }

    // Rows that are not there stand for the last one that is.
    private readonly struct RowPointers(float* a, nint stride, int rows)
    {
        public readonly float* P0 = a;
        public readonly float* P1 = a + Math.Min(1, rows - 1) * stride;
        public readonly float* P2 = a + Math.Min(2, rows - 1) * stride;
        public readonly float* P3 = a + Math.Min(3, rows - 1) * stride;
        public readonly float* P4 = a + Math.Min(4, rows - 1) * stride;
        public readonly float* P5 = a + Math.Min(5, rows - 1) * stride;
        public readonly float* P6 = a + Math.Min(6, rows - 1) * stride;
        public readonly float* P7 = a + Math.Min(7, rows - 1) * stride;
    }
}
