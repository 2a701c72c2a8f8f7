using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Models.Packed;

/// <summary>A layer norm's numbers.</summary>
/// <param name="Gain">[channels]</param>
/// <param name="Shift">[channels]</param>
/// <param name="Epsilon">added to the variance</param>
internal sealed record PackedNorm(float[] Gain, float[] Shift, float Epsilon)
{
    public static PackedNorm Of(WeightTable weights, string norm, double epsilon) =>
        new(weights[$"{norm}.weight"].Values, weights[$"{norm}.bias"].Values, (float)epsilon);

    /// <summary>Normalises up to 128 rows on this thread; <paramref name="y"/> may be <paramref name="x"/>.</summary>
    public void RunHere(ReadOnlySpan<float> x, Span<float> y) => RowNorm.Run(x, Gain, Shift, Epsilon, y);
}
