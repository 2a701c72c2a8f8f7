using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Training.Dense;

/// <summary>Two invented frames: floor below, wall above, a chair between them; colours and depth follow the classes, with noise.</summary>
internal sealed class InventedFrames : ISegmentationDataset
{
    public const int Side = 64;

    public string Name => "invented";

    public IReadOnlyList<string> ClassNames { get; } = ["wall", "floor", "chair"];

    public IReadOnlyList<string> Modalities { get; } = ["rgb", "depth"];

    public IReadOnlyList<string> FormKinds { get; } = ["colour", "depth"];

    public IReadOnlyList<string> Ids { get; } = ["1", "2"];

    public SegmentationFrame Read(string id) => throw new NotSupportedException();

    public SegmentationSample Draw(string id, SegmentationDraw draw)
    {
        int left = 8 + 16 * (id[0] - '1');
        byte[] labels = [.. Enumerable.Range(0, Side * Side).Select(i => Label(i / Side, i % Side, left))];
        var random = SeededRandom.For(id, draw.Seed);
        return new(id, Side, Side, [Planes(labels, random, [-1, 0.2, 1]), Planes(labels, random, [1, -0.5, 0.3])], labels);
    }

    private static byte Label(int row, int column, int left) =>
        row < 4 && column < 4 ? SegmentationFrame.Unlabelled : row is > 20 and < 50 && column > left && column < left + 24 ? (byte)2 : row > 36 ? (byte)1 : (byte)0;

    private static float[] Planes(byte[] labels, SeededRandom random, double[] values) =>
        [.. Enumerable.Range(0, 3).SelectMany(_ => labels).Select(label => (float)((label < 3 ? values[label] : 0) + 0.2 * (random.NextDouble() - 0.5)))];
}

/// <summary>Invented views whose colours follow from their two inputs.</summary>
internal sealed class InventedViews : ITranslationDataset
{
    public const int Side = 64;

    public string Name => "invented";

    public IReadOnlyList<string> Domains { get; } = ["reshading", "edge_texture", "rgb"];

    public IReadOnlyList<string> Ids { get; } = ["1", "2"];

    public Picture Read(string id, string domain) => throw new NotSupportedException();

    public TranslationSample Draw(string id, TranslationDraw draw)
    {
        var random = SeededRandom.For(id, draw.Seed);
        float[] first = Values(random, 0), second = Values(random, 1);
        return new(id, Side, Side, [first, second], [.. first.Zip(second, (a, b) => 0.5f * a - 0.3f * b + 0.2f)]);
    }

    // Waves, other ones in each input, and noise.
    private float[] Values(SeededRandom random, int input) => [.. Enumerable.Range(0, 3 * Side * Side).Select(i =>
        (float)(0.6 * Math.Sin(0.2 * (input == 0 ? i % Side : i / Side % Side)) + 0.2 * (random.NextDouble() - 0.5)))];
}
