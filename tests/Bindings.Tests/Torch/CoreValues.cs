using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

/// <summary>
/// Tests that look at the whole process (live handles, memory, the global generator) and so run with nothing beside them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CoreAlone
{
    public const string Name = "torch core, alone";
}

/// <summary>Reads tensors for comparison with values written out by hand.</summary>
internal static class CoreValues
{
    internal static float[] Floats(Tensor tensor)
    {
        using Tensor plain = tensor.to(float32, CPU);
        return plain.data<float>().ToArray();
    }

    internal static long[] Longs(Tensor tensor)
    {
        using Tensor plain = tensor.to(int64, CPU);
        return plain.data<long>().ToArray();
    }

    internal static void Equal(float[] expected, Tensor actual, float tolerance = 1e-6f)
    {
        float[] values = Floats(actual);
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance || expected[i].Equals(values[i]),
                $"[{i}]: expected {expected[i]}, got {values[i]}");
    }
}
