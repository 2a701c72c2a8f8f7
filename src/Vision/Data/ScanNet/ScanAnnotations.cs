using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>An annotated object of a raw scan: the segments of the mesh that it is made of.</summary>
/// <param name="ObjectId">from 0, unique in the scan</param>
/// <param name="Label">raw category, a key of the label map</param>
internal sealed record SegmentGroup(int ObjectId, string Label, int[] Segments);

/// <summary>Reads the JSON files beside a raw scan, piece by piece: a segmentation names a segment for every vertex.</summary>
internal static class ScanAnnotations
{
    private const int MaxObjectId = 1_000_000;

    /// <summary>scene0000_00.aggregation.json: the objects, in the file's order.</summary>
    public static List<SegmentGroup> ReadGroups(string path) => ReadProperty(path, "segGroups", ReadGroups);

    /// <summary>scene0000_00_vh_clean_2.0.010000.segs.json: the segment of each vertex.</summary>
    public static int[] ReadSegments(string path) => ReadProperty(path, "segIndices", ReadIntegers);

    private static T ReadProperty<T>(string path, string name, Func<JsonTokens, T> read) where T : class
    {
        using var json = new JsonTokens(path);
        T? found = null;
        json.Read();
        json.BeginObject();
        while (json.NextProperty() is string property)
        {
            if (property == name)
                found = read(json);
            else
                json.Skip();
        }

        return found ?? throw new InvalidInputException($"{path}: no '{name}'");
    }

    private static List<SegmentGroup> ReadGroups(JsonTokens json)
    {
        List<SegmentGroup> groups = [];
        json.BeginArray();
        while (json.NextItem())
            groups.Add(ReadGroup(json));
        return groups;
    }

    private static SegmentGroup ReadGroup(JsonTokens json)
    {
        (long? id, string? label, int[]? segments) = (null, null, null);
        json.BeginObject();
        while (json.NextProperty() is string property)
        {
            switch (property)
            {
                case "objectId": id = json.Integer(); break;
                case "label": label = json.Text(); break;
                case "segments": segments = ReadIntegers(json); break;
                default: json.Skip(); break;
            }
        }

        if (id is not (>= 0 and < MaxObjectId) || label is null || segments is null)
            throw json.Bad("an object needs an objectId of at least 0, a label and segments");
        return new SegmentGroup((int)id, label, segments);
    }

    private static int[] ReadIntegers(JsonTokens json)
    {
        List<int> values = [];
        json.BeginArray();
        while (json.NextItem())
        {
            long value = json.Integer();
            values.Add(value is >= int.MinValue and <= int.MaxValue ? (int)value : throw json.Bad($"{value} is no segment number"));
        }

        return [.. values];
    }
}
