using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Detections;

namespace Fuse3D.Bench.Metrics;

/// <summary>Rooms with true boxes and candidates around them, each proposed for every class, as the published evaluation has it.</summary>
internal static class SyntheticScenes
{
    private const double Room = 8;      // metres

    public static (SceneDetections Found, IReadOnlyList<TruthBox> Truth)[] Make(int scenes, int candidates, int classes, int seed) =>
        [.. Enumerable.Range(0, scenes).Select(s => Scene($"{s:D6}", candidates, classes, new Random(seed + s)))];

    private static (SceneDetections, IReadOnlyList<TruthBox>) Scene(string id, int candidates, int classes, Random random)
    {
        TruthBox[] truth = [.. Enumerable.Range(0, random.Next(4, 16)).Select(_ => AnyBox(random))
            .Select(box => new TruthBox(random.Next(classes), box, box))];
        int[] nearest = [.. Enumerable.Range(0, candidates).Select(_ => random.Next(3) == 0 ? random.Next(truth.Length) : -1)];
        Box3D[] boxes = [.. nearest.Select(t => t < 0 ? AnyBox(random) : Near(truth[t].Box, random))];
        int[] all = [.. Enumerable.Range(0, candidates)];
        double[] objectness = [.. nearest.Select(t => t < 0 ? random.NextDouble() * 0.4 : random.NextDouble())];
        return (new(id, boxes, [.. Enumerable.Range(0, classes).Select(c => new ClassDetections(c, all,
            [.. nearest.Select((t, i) => objectness[i] * Share(t >= 0 && truth[t].Class == c, classes, random))]))]), truth);
    }

    private static double Share(bool own, int classes, Random random) =>
        own ? 0.3 + 0.7 * random.NextDouble() : random.NextDouble() / classes;

    private static Box3D AnyBox(Random random) => new(
        new(random.NextDouble() * Room, random.NextDouble() * Room, random.NextDouble()),
        new(0.3 + 1.5 * random.NextDouble(), 0.3 + 1.5 * random.NextDouble(), 0.3 + random.NextDouble()), random.NextDouble() * Math.Tau);

    private static Box3D Near(Box3D box, Random random)
    {
        double Shift() => (random.NextDouble() - 0.5) * 0.4;
        Point3D size = new(box.Size.X * (1 + Shift()), box.Size.Y * (1 + Shift()), box.Size.Z * (1 + Shift()));
        return new(box.Centre + new Point3D(Shift(), Shift(), Shift()), size, box.Yaw + Shift());
    }
}
