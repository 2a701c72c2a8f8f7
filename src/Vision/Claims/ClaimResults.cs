using System.Text.Json;
using System.Text.Json.Serialization;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Claims;

/// <summary>What one network, trained from one seed, reaches on one set.</summary>
/// <param name="Run">its name in the claims' file</param>
/// <param name="Set">likewise</param>
/// <param name="Trained">of the configuration, the set that was learnt and the weights it started from: another value means another experiment</param>
/// <param name="Figures">by the names of <see cref="ClaimTask"/>; null where the network has none of the kind</param>
/// <param name="Minutes">that training took, on whatever machine</param>
[JsonConverter(typeof(ClaimResultJson))]
public sealed record ClaimResult(string Run, ulong Seed, string Set, string Trained, IReadOnlyDictionary<string, double?> Figures, double Minutes)
{
    /// <summary>Null where there is none.</summary>
    public double? Figure(string name) => Figures.GetValueOrDefault(name);
}

/// <summary>Results that are there so far, in a JSON file that is kept: each is added as soon as it is known.</summary>
public sealed class ClaimResults
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _path;
    private readonly List<ClaimResult> _results;

    private ClaimResults(string path, List<ClaimResult> results) => (_path, _results) = (path, results);

    /// <summary>By run, seed and set.</summary>
    public IReadOnlyList<ClaimResult> All => _results;

    /// <exception cref="InvalidInputException">the file is not one of results</exception>
    public static ClaimResults Open(string path) => new(path, Read(path));

    public bool Has(string run, ulong seed, string set, string trained) =>
        _results.Any(result => (result.Run, result.Seed, result.Set, result.Trained) == (run, seed, set, trained));

    /// <summary>Adds a result in place of an older one of the same run, seed and set, and saves all, with what others saved meanwhile.</summary>
    public void Add(ClaimResult result)
    {
        List<ClaimResult> all = Read(_path);
        all.RemoveAll(old => (old.Run, old.Seed, old.Set) == (result.Run, result.Seed, result.Set));
        all.Add(result);
        _results.Clear();
        _results.AddRange(all.OrderBy(own => own.Run, StringComparer.Ordinal).ThenBy(own => own.Seed).ThenBy(own => own.Set, StringComparer.Ordinal));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
        WholeFile.Write(_path, file =>
        {
            JsonSerializer.Serialize(file, _results, Json);
            file.WriteByte((byte)'\n');
        });
    }

    private static List<ClaimResult> Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<List<ClaimResult>>(File.ReadAllText(path), Json) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: holds no results of claims: {e.Message}", "results", e);
        }
    }
}
