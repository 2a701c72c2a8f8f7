using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>c[i, j] += sum over rows of a[r, i] b[r, j]: what a weight's gradient is made of, straight from rows as they lie.</summary>
internal static unsafe class OuterSum
{
    /// <summary>What <c>bWidth</c> is a multiple of.</summary>
    public const int Wide = 32;

    private const int Tall = 8;

    /// <param name="a">[rows, aWidth]</param>
    /// <param name="b">[rows, bWidth]</param>
    /// <param name="c">[aWidth, bWidth]</param>
    public static void Add(float* a, int aWidth, float* b, int bWidth, int rows, float* c)
    {
        for (int j = 0; j < bWidth; j += Wide)
        {
            int i = 0;
            for (; i <= aWidth - Tall; i += Tall)
                AddBlock(a + i, aWidth, b + j, bWidth, rows, c + (long)i * bWidth + j);
            for (; i < aWidth; i++)
                AddRow(a + i, aWidth, b + j, bWidth, rows, c + (long)i * bWidth + j);
        }
    }

    /// <summary>What <see cref="Add"/> means: its test oracle.</summary>
    internal static void AddScalar(float* a, int aWidth, float* b, int bWidth, int rows, float* c)
    {
        for (int i = 0; i < aWidth; i++)
        {
            for (int j = 0; j < bWidth; j++)
            {
                float sum = c[(long)i * bWidth + j];
                for (int r = 0; r < rows; r++)
                    sum = MathF.FusedMultiplyAdd(a[(long)r * aWidth + i], b[(long)r * bWidth + j], sum);
                c[(long)i * bWidth + j] = sum;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddBlock(float* a, nint aStride, float* b, nint bStride, int rows, float* c)
    {
        Vector512<float> c00 = At(c, 0, bStride), c01 = At(c, 0, bStride, 16), c10 = At(c, 1, bStride), c11 = At(c, 1, bStride, 16);
        Vector512<float> c20 = At(c, 2, bStride), c21 = At(c, 2, bStride, 16), c30 = At(c, 3, bStride), c31 = At(c, 3, bStride, 16);
        Vector512<float> c40 = At(c, 4, bStride), c41 = At(c, 4, bStride, 16), c50 = At(c, 5, bStride), c51 = At(c, 5, bStride, 16);
        Vector512<float> c60 = At(c, 6, bStride), c61 = At(c, 6, bStride, 16), c70 = At(c, 7, bStride), c71 = At(c, 7, bStride, 16);
        for (int r = 0; r < rows; r++, a += aStride, b += bStride)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + 16), x = Vector512.Create(a[0]);
            (c00, c01) = (Vector512.FusedMultiplyAdd(x, b0, c00), Vector512.FusedMultiplyAdd(x, b1, c01));
            x = Vector512.Create(a[1]);
            (c10, c11) = (Vector512.FusedMultiplyAdd(x, b0, c10), Vector512.FusedMultiplyAdd(x, b1, c11));
            x = Vector512.Create(a[2]);
            (c20, c21) = (Vector512.FusedMultiplyAdd(x, b0, c20), Vector512.FusedMultiplyAdd(x, b1, c21));
            x = Vector512.Create(a[3]);
            (c30, c31) = (Vector512.FusedMultiplyAdd(x, b0, c30), Vector512.FusedMultiplyAdd(x, b1, c31));
            x = Vector512.Create(a[4]);
            (c40, c41) = (Vector512.FusedMultiplyAdd(x, b0, c40), Vector512.FusedMultiplyAdd(x, b1, c41));
            x = Vector512.Create(a[5]);
            (c50, c51) = (Vector512.FusedMultiplyAdd(x, b0, c50), Vector512.FusedMultiplyAdd(x, b1, c51));
            x = Vector512.Create(a[6]);
            (c60, c61) = (Vector512.FusedMultiplyAdd(x, b0, c60), Vector512.FusedMultiplyAdd(x, b1, c61));
            x = Vector512.Create(a[7]);
            (c70, c71) = (Vector512.FusedMultiplyAdd(x, b0, c70), Vector512.FusedMultiplyAdd(x, b1, c71));
        }

        Store(c, c00, c01);
        Store(c + bStride, c10, c11);
        Store(c + 2 * bStride, c20, c21);
        Store(c + 3 * bStride, c30, c31);
        Store(c + 4 * bStride, c40, c41);
        Store(c + 5 * bStride, c50, c51);
        Store(c + 6 * bStride, c60, c61);
        Store(c + 7 * bStride, c70, c71);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(float* a, nint aStride, float* b, nint bStride, int rows, float* c)
    {
        Vector512<float> c0 = Vector512.Load(c), c1 = Vector512.Load(c + 16);
        for (int r = 0; r < rows; r++, a += aStride, b += bStride)
        {
            Vector512<float> x = Vector512.Create(a[0]);
            c0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(b), c0);
            c1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(b + 16), c1);
        }

        Store(c, c0, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> At(float* c, int row, nint stride, int column = 0) => Vector512.Load(c + row * stride + column);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> low, Vector512<float> high)
    {
        low.Store(c);
        high.Store(c + 16);
    }
}
