namespace Fuse3D.Vision.Tests.Kernels;

/// <summary>Made-up numbers with a seed.</summary>
internal static class Numbers
{
    public static float[] Uniform(int count, int seed, float size = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2 - 1) * size)];
    }
}
