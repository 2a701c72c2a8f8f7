using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Metrics.Running;

/// <summary>Scenes of boxes full of points, made from their number; some may be damaged.</summary>
internal sealed class MadeUpScenes(int count, ObjectClasses? classes = null) : IDetectionDataset
{
    private readonly List<(string Id, ulong Seed)> _drawn = [];

    public string Name => "made-up";

    public ObjectClasses Classes { get; } = classes ?? new("made-up", ["chair", "table", "bed"], [new(0.6, 0.6, 0.8), new(0.8, 1.3, 0.7), new(2.1, 1.6, 0.9)], HeadingBins: 1);

    public IReadOnlyList<string> Ids { get; } = [.. Enumerable.Range(0, count).Select(i => $"{i:000000}")];

    /// <summary>Scenes that cannot be read.</summary>
    public HashSet<string> Damaged { get; } = [];

    /// <summary>Every draw so far, in no order.</summary>
    public IReadOnlyList<(string Id, ulong Seed)> Drawn
    {
        get
        {
            lock (_drawn)
                return [.. _drawn];
        }
    }

    public DetectionSample Draw(string id, SampleDraw draw)
    {
        lock (_drawn)
            _drawn.Add((id, draw.Seed));
        if (Damaged.Contains(id))
            throw new InvalidInputException($"{id}_pc.npz: ends in the middle");
        TruthBox[] truth = [.. Enumerable.Range(0, 3).Select(i => Truth(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture), i))];
        return new()
        {
            Id = id,
            Points = Points(truth, draw),
            PointCount = draw.Points,
            Targets = null!,
            Truth = truth,
            Views = [],
        };
    }

    private TruthBox Truth(int scene, int i)
    {
        int label = (scene + i) % Classes.Names.Count;
        var box = new Box3D(new(3 * i + 0.1 * scene, 0.5 * i, 0.4), Classes.MeanSizes[label], 0);
        return new(label, box, box);
    }

    private static float[] Points(TruthBox[] truth, SampleDraw draw)
    {
        var random = new Random((int)draw.Seed);
        float[] points = new float[3 * draw.Points];
        for (int i = 0; i < draw.Points; i++)
        {
            Box3D box = truth[i % truth.Length].Box;
            points[3 * i] = (float)(box.Centre.X + (random.NextDouble() - 0.5) * box.Size.X);
            points[3 * i + 1] = (float)(box.Centre.Y + (random.NextDouble() - 0.5) * box.Size.Y);
            points[3 * i + 2] = (float)(box.Centre.Z + (random.NextDouble() - 0.5) * box.Size.Z);
        }

        return points;
    }
}
