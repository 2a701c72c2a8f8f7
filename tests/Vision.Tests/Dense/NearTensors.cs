using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>Equal within the rounding of one layer in float32.</summary>
internal static class NearTensors
{
    public static void AssertNear(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        double largest = expected.abs().max().ToDouble(), apart = (expected - actual).abs().max().ToDouble();
        Assert.True(apart <= 3e-6 * largest, $"{apart} apart, of values up to {largest}");
    }
}
