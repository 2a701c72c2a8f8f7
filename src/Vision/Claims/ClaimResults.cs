using System.Text.Json;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Claims;

/// <summary>What one network, trained from one seed, reaches on one set. Figures are 0..1; null where the network has none of the kind.</summary>
/// <param name="Run">its name in the claims' file</param>
/// <param name="Set">likewise</param>
/// <param name="Trained">of the configuration, the set that was learnt and the weights it started from: another value means another experiment</param>
/// <param name="Map25">mAP in 3D at an IoU of 0.25</param>
/// <param name="Map50">at 0.5</param>
/// <param name="Ap">COCO's AP in 2D</param>
/// <param name="Ap50">at 0.5</param>
/// <param name="Minutes">that training took, on whatever machine</param>
public sealed record ClaimResult(
    string Run, ulong Seed, string Set, string Trained, double? Map25, double? Map50, double? Ap, double? Ap50, double Minutes)
{
    /// <param name="name">map25, map50, ap or ap50</param>
    public double? Figure(string name) => name switch
    {
        "map25" => Map25,
        "map50" => Map50,
        "ap" => Ap,
        "ap50" => Ap50,
        _ => throw new ArgumentException($"'{name}' is no figure", nameof(name)),
    };
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
