using System.Text.Json;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>Weights spread over several safetensors files, with an index that says which array lies where.</summary>
/// <remarks>Layout: {"metadata": {...}, "weight_map": {array: file}}, files beside the index.</remarks>
internal static class SafetensorsShards
{
    private const int MaxFiles = 10_000;
    private const long MaxIndexBytes = 1 << 27;

    public static WeightFile Open(string path)
    {
        Dictionary<string, string> places = ReadIndex(path);
        Dictionary<string, SafetensorsFile> files = new(StringComparer.Ordinal);
        try
        {
            string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            foreach (string name in places.Values.Distinct(StringComparer.Ordinal))
                files.Add(name, SafetensorsFile.Open(System.IO.Path.Combine(folder, name)));
            return new(path, $"safetensors in {files.Count} shards", Gather(path, places, files), [.. files.Values]);
        }
        catch
        {
            foreach (SafetensorsFile file in files.Values)
                file.Dispose();
            throw;
        }
    }

    public static OrderedDictionary<string, StoredWeight> WeightsOf(SafetensorsFile file) =>
        new(file.Entries.Select(entry => KeyValuePair.Create(entry.Name, WeightOf(file, entry))), StringComparer.Ordinal);

    private static StoredWeight WeightOf(SafetensorsFile file, SafetensorsEntry entry) =>
        new(entry.Type, entry.Shape, () => file.ReadBytes(entry.Name));

    private static OrderedDictionary<string, StoredWeight> Gather(
        string path, Dictionary<string, string> places, Dictionary<string, SafetensorsFile> files)
    {
        OrderedDictionary<string, StoredWeight> weights = new(StringComparer.Ordinal);
        foreach (var (array, name) in places)
        {
            if (!files[name].TryGet(array, out SafetensorsEntry? entry))
                throw new InvalidInputException($"{path}: says that '{array}' is in {name}, which does not hold it", array);
            weights.Add(array, WeightOf(files[name], entry));
        }

        foreach (var (name, file) in files)
        {
            if (file.Entries.FirstOrDefault(entry => places.GetValueOrDefault(entry.Name) != name) is { } stray)
                throw new InvalidInputException($"{path}: does not say that '{stray.Name}' is in {name}, which holds it", stray.Name);
        }

        return weights;
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using JsonDocument index = JsonDocument.Parse(InputFile.ReadAll(path, MaxIndexBytes), new() { MaxDepth = 8 });
            if (!index.RootElement.TryGetProperty("weight_map", out JsonElement map))
                throw new InvalidInputException($"{path}: JSON without 'weight_map', so no index of safetensors files");
            Dictionary<string, string> places = new(StringComparer.Ordinal);
            foreach (JsonProperty place in map.EnumerateObject())
            {
                if (!places.TryAdd(place.Name, Beside(path, place.Value.GetString() ?? "")))
                    throw new InvalidInputException($"{path}: lists '{place.Name}' twice", place.Name);
            }

            return places.Values.Distinct().Count() is > 0 and <= MaxFiles
                ? places : throw new InvalidInputException($"{path}: names no file, or more than {MaxFiles}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidInputException($"{path}: its index is not what it should be: {e.Message}", innerException: e);
        }
    }

    // A name in an index may not lead out of its folder.
    private static string Beside(string path, string name) => name.Length > 0 && name is not ("." or "..") && !name.AsSpan().ContainsAny('/', '\\', '\0')
        ? name : throw new InvalidInputException($"{path}: '{name}' is not the name of a file beside it");
}
