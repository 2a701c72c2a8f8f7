namespace Fuse3D.Vision.Tests.Kernels;

/// <summary>Made-up clouds that point operators have trouble with, as interleaved xyz.</summary>
internal static class Clouds
{
    public static readonly string[] Kinds =
        ["uniform", "clustered", "flat", "line", "one place", "grid", "near the origin", "half near the origin", "far away", "huge", "tiny"];

    public static float[] Make(string kind, int points, int seed)
    {
        var random = new Random(seed);
        float Uniform(float low, float high) => low + (high - low) * random.NextSingle();
        (float X, float Y, float Z) Point(int i) => kind switch
        {
            "uniform" => (Uniform(-3, 3), Uniform(-3, 3), Uniform(0, 2)),
            "clustered" => (i % 5 + Uniform(-.01f, .01f), i % 3 + Uniform(-.1f, .1f), i % 2 == 0 ? 1 : Uniform(0, 2)),
            "flat" => (Uniform(-3, 3), Uniform(-3, 3), 1),
            "line" => (1, Uniform(-3, 3), 2),
            "one place" => (1, 2, 3),
            "grid" => (random.Next(8), random.Next(8), random.Next(8)),
            "near the origin" => (Uniform(-.01f, .01f), Uniform(-.01f, .01f), Uniform(-.01f, .01f)),
            "half near the origin" => i % 2 == 0 ? (Uniform(-.01f, .01f), 0, 0) : (Uniform(-1, 1), Uniform(-1, 1), Uniform(-1, 1)),
            "far away" => (1e5f + Uniform(-1, 1), -1e5f + Uniform(-1, 1), Uniform(-1, 1)),
            "huge" => (Uniform(-1, 1) * 3e38f, Uniform(-1, 1) * 1e20f, Uniform(-1, 1)),
            "tiny" => (Uniform(-1, 1) * 1e-20f, Uniform(-1, 1) * 1e-30f, Uniform(-1, 1) * 1e-38f),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such cloud"),
        };
        return [.. Enumerable.Range(0, points).Select(Point).SelectMany(p => new[] { p.X, p.Y, p.Z })];
    }
}
