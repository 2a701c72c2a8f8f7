namespace Fuse3D.Vision.Formats;

/// <summary>Points with what is known about each.</summary>
public sealed class PointCloud
{
    private static readonly Dictionary<string, float[]> NoExtras = [];

    /// <param name="positions">[N, 3]; kept, not copied</param>
    /// <param name="colours">[N, 3] or null; kept, not copied</param>
    /// <param name="extras">further values by name, [N] each; kept, not copied</param>
    public PointCloud(float[] positions, float[]? colours = null, IReadOnlyDictionary<string, float[]>? extras = null)
    {
        if (positions.Length % 3 != 0)
            throw new ArgumentException($"{positions.Length} numbers are not x, y, z of whole points", nameof(positions));
        if (colours is not null && colours.Length != positions.Length)
            throw new ArgumentException($"{colours.Length / 3} colours for {positions.Length / 3} points", nameof(colours));
        if (extras?.FirstOrDefault(e => e.Value.Length != positions.Length / 3) is { Key: { } name })
            throw new ArgumentException($"'{name}' has {extras[name].Length} values for {positions.Length / 3} points", nameof(extras));
        (Positions, Colours, Extras) = (positions, colours, extras ?? NoExtras);
    }

    public int Count => Positions.Length / 3;

    /// <summary>[N, 3] x, y, z in metres, in the axes of where the cloud came from.</summary>
    public float[] Positions { get; }

    /// <summary>[N, 3] red, green, blue in 0..1; null when the points have no colour.</summary>
    public float[]? Colours { get; }

    /// <summary>Further values by name ("intensity", "nx", "label"), [N] each.</summary>
    public IReadOnlyDictionary<string, float[]> Extras { get; }

    /// <summary>The points at these indices, in their order; an index may repeat.</summary>
    public PointCloud Select(ReadOnlySpan<int> indices)
    {
        var picked = indices.ToArray();
        return new PointCloud(
            Rows(Positions, picked, 3),
            Colours is null ? null : Rows(Colours, picked, 3),
            Extras.ToDictionary(e => e.Key, e => Rows(e.Value, picked, 1)));
    }

    /// <summary>The same points at other positions.</summary>
    public PointCloud WithPositions(float[] positions) => new(positions, Colours, Extras);

    /// <summary>Index of the first point with a coordinate that is NaN or infinite; -1 when there is none.</summary>
    public int IndexOfInvalid()
    {
        for (int i = 0; i < Positions.Length; i++)
        {
            if (!float.IsFinite(Positions[i]))
                return i / 3;
        }

        return -1;
    }

    /// <summary>The points whose coordinates are all finite; the cloud itself when all are.</summary>
    public PointCloud WithoutInvalid() => IndexOfInvalid() < 0
        ? this
        : Select([.. Enumerable.Range(0, Count).Where(i =>
            float.IsFinite(Positions[3 * i]) && float.IsFinite(Positions[3 * i + 1]) && float.IsFinite(Positions[3 * i + 2]))]);

    private static float[] Rows(float[] values, int[] picked, int width)
    {
        var rows = new float[picked.Length * width];
        for (int i = 0; i < picked.Length; i++)
            values.AsSpan(picked[i] * width, width).CopyTo(rows.AsSpan(i * width));
        return rows;
    }
}
