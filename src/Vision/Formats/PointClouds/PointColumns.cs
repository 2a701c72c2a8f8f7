using System.Globalization;

namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>Collects named per-point values and makes a cloud of them, whatever order and spelling a file uses.</summary>
internal sealed class PointColumns
{
    private static readonly string[][] ColourNames =
        [["red", "green", "blue"], ["r", "g", "b"], ["diffuse_red", "diffuse_green", "diffuse_blue"]];
    private readonly Dictionary<string, (float[] Values, float Scale)> _columns = new(StringComparer.Ordinal);

    /// <summary>Adds a column.</summary>
    /// <param name="full">what a stored value is divided by when it turns out to be a colour: 255 for bytes, 1 for 0..1</param>
    /// <returns>where its values go, one per point</returns>
    public float[] Add(string name, int count, float full, string file)
    {
        var values = new float[count];
        return _columns.TryAdd(name, (values, full))
            ? values
            : throw new InvalidInputException($"{file}: two values per point are called '{name}'");
    }

    /// <param name="file">named in errors</param>
    public PointCloud ToCloud(string file)
    {
        float[] positions = Take(["x", "y", "z"], scaled: false)
            ?? throw new InvalidInputException($"{file}: points have {string.Join(", ", _columns.Keys)}, but x, y and z are needed");
        float[]? colours = ColourNames.Select(names => Take(names, scaled: true)).FirstOrDefault(c => c is not null);
        return new PointCloud(positions, colours, _columns.ToDictionary(c => c.Key, c => c.Value.Values));
    }

    /// <summary>
    /// A cloud of rows of floats: x, y, z; with 4 columns an intensity; with 6 or more a colour; the rest as "column6", ...
    /// </summary>
    /// <param name="rows">[N, columns]</param>
    public static PointCloud FromRows(ReadOnlySpan<float> rows, int columns, string file)
    {
        if (columns < 3)
            throw new InvalidInputException($"{file}: {columns} columns per point; at least x, y and z are needed");
        int count = rows.Length / columns;
        float full = columns >= 6 ? ColourRange(rows, columns) : 1;
        var named = new PointColumns();
        for (int c = 0; c < columns; c++)
        {
            float[] column = named.Add(NameOf(c, columns), count, full, file);
            for (int i = 0; i < count; i++)
                column[i] = rows[i * columns + c];
        }

        return named.ToCloud(file);
    }

    /// <summary>255 when columns 3..5 exceed 1 somewhere, else 1. Files of points say nowhere which it is.</summary>
    public static float ColourRange(ReadOnlySpan<float> rows, int columns)
    {
        for (int at = 0; at + columns <= rows.Length; at += columns)
        {
            if (rows[at + 3] > 1 || rows[at + 4] > 1 || rows[at + 5] > 1)
                return 255;
        }

        return 1;
    }

    private static string NameOf(int column, int columns) => (column, columns) switch
    {
        (0, _) => "x",
        (1, _) => "y",
        (2, _) => "z",
        (3, >= 6) => "r",
        (4, >= 6) => "g",
        (5, >= 6) => "b",
        (3, 4 or 5) => "intensity",
        _ => string.Create(CultureInfo.InvariantCulture, $"column{column}"),
    };

    // [N, 3] of three columns, which leave the set; null when one is missing.
    private float[]? Take(string[] names, bool scaled)
    {
        if (!names.All(_columns.ContainsKey))
            return null;
        int count = _columns[names[0]].Values.Length;
        var together = new float[count * 3];
        for (int c = 0; c < 3; c++)
        {
            _columns.Remove(names[c], out (float[] Values, float Scale) column);
            for (int i = 0; i < count; i++)
                together[3 * i + c] = scaled ? column.Values[i] / column.Scale : column.Values[i];
        }

        return together;
    }
}
