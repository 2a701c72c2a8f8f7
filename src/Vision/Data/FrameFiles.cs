using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data;

/// <summary>Small text files that stand beside clouds and pictures.</summary>
internal static class FrameFiles
{
    private const long MaxTextBytes = 16 << 20;

    /// <summary>The first of several possible files that is there; null when none is.</summary>
    public static string? Find(string folder, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    /// <summary>Lines that hold something.</summary>
    public static string[] Lines(string path) =>
        System.Text.Encoding.UTF8.GetString(InputFile.ReadAll(path, MaxTextBytes)).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>White-space separated numbers.</summary>
    /// <param name="where">file and line, for errors</param>
    public static double[] Numbers(string text, string where)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!double.TryParse(
                words[i].Replace("inf", "Infinity", StringComparison.OrdinalIgnoreCase), CultureInfo.InvariantCulture, out numbers[i]))
                throw new InvalidInputException($"{where}: '{words[i]}' is not a number");
        }

        return numbers;
    }

    /// <summary>A matrix written as text, row by row.</summary>
    public static double[] Matrix(string path, int count)
    {
        double[] numbers = [.. Lines(path).SelectMany((line, i) => Numbers(line, $"{path}, line {i + 1}"))];
        return numbers.Length == count
            ? numbers
            : throw new InvalidInputException($"{path}: {numbers.Length} numbers; a matrix of {count} belongs there");
    }

    public static JsonElement Json(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(InputFile.ReadAll(path, MaxTextBytes));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: not JSON: {e.Message}", innerException: e);
        }
    }

    /// <summary>Numbers of a property, however deep its arrays are; null when there is no such property.</summary>
    public static double[]? Numbers(JsonElement json, string property, int count, string path)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(property, out JsonElement value))
            return null;
        double[] numbers = [.. Flatten(value, $"{path}: {property}")];
        return numbers.Length == count
            ? numbers
            : throw new InvalidInputException($"{path}: {property} has {numbers.Length} numbers, not {count}");
    }

    /// <summary>The objects of an array property; none when there is no such property.</summary>
    public static JsonElement[] Objects(JsonElement json, string property) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out JsonElement value)
            && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : [];

    public static string Text(JsonElement json, string property, string path) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(property, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InvalidInputException($"{path}: an entry has no '{property}'");

    public static Point3D Point(ReadOnlySpan<double> xyz) => new(xyz[0], xyz[1], xyz[2]);

    private static IEnumerable<double> Flatten(JsonElement value, string where) => value.ValueKind switch
    {
        JsonValueKind.Number => [value.GetDouble()],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => Flatten(v, where)),
        _ => throw new InvalidInputException($"{where} holds {value.ValueKind} where numbers belong"),
    };
}
