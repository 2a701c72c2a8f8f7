using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Kernels;

/// <summary>Exponentials and the functions made of them, 16 values at a time.</summary>
internal static class Exponential
{
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;             // exact in 10 bits: n times it is exact
    private const float Ln2Low = -2.12194440e-4f;
    private const float Rounding = 12582912;                // 1.5 · 2^23: adding it rounds to an integer, kept in the low bits
    private const float Lowest = -87.3f;                    // exp of less is no normal number

    /// <summary>e^x for x up to 0 within 2 units in the last place; e^-87.3, which is 1.2e-38, for all below; x must not be NaN.</summary>
    /// <remarks>x = n ln 2 + r with |r| at most half of ln 2; e^r by a polynomial of degree 6; 2^n by adding n to the exponent's bits.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        Vector512<float> inside = Vector512.MaxNative(x, Vector512.Create(Lowest));
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(inside, Vector512.Create(Log2E), Vector512.Create(Rounding));
        Vector512<float> n = shifted - Vector512.Create(Rounding);
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), inside);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);

        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r + Vector512<float>.One);

        return (p.AsInt32() + (shifted.AsInt32() << 23)).AsSingle();        // the low bits of shifted are n
    }

    /// <summary>The exact (erf) form of GELU, x Φ(x), within 1e-6 · max(1, |x|).</summary>
    /// <remarks>1 - Φ(|x|) = t (a1 + a2 t + ... + a5 t⁴) e^(-x²/2) / 2 with t = 1 / (1 + 0.3275911 |x| / √2): Abramowitz and Stegun 7.1.26.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gelu(Vector512<float> x)
    {
        Vector512<float> size = Vector512.Abs(x);
        Vector512<float> t = Vector512<float>.One / Vector512.FusedMultiplyAdd(size, Vector512.Create(0.23164189f), Vector512<float>.One);
        Vector512<float> p = Vector512.Create(0.5f * 1.061405429f);
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.5f * -1.453152027f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.5f * 1.421413741f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.5f * -0.284496736f));
        p = Vector512.FusedMultiplyAdd(p, t, Vector512.Create(0.5f * 0.254829592f));
        Vector512<float> tail = p * t * Exp(x * x * Vector512.Create(-0.5f));      // 1 - Φ(|x|)
        return Vector512.FusedMultiplyAdd(-size, tail, Vector512.MaxNative(x, Vector512<float>.Zero));
    }
}
