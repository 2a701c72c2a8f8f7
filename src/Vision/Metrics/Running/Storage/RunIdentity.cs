using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Fuse3D.Vision.Metrics.Running.Storage;

/// <summary>Everything that decides what a frame gives, by name. Results of two runs belong together only when it is the same.</summary>
/// <remarks>Thresholds, protocol and the number of passes are not in it: they are applied to results afterwards.</remarks>
/// <param name="Values">a name and a value that a person can read, or a sum of what is too long to</param>
public sealed record RunIdentity(SortedDictionary<string, string> Values)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The first 16 digits of the SHA-256 of some lines.</summary>
    public static string Sum(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..16];

    /// <exception cref="InvalidInputException">the file is not one of ours</exception>
    public static RunIdentity Read(string path)
    {
        try
        {
            return new(JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllBytes(path)) ?? []);
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: {e.Message}", "out", e);
        }
    }

    /// <summary>Writes the file whole or not at all.</summary>
    public void Write(string path)
    {
        File.WriteAllText($"{path}.new", JsonSerializer.Serialize(Values, Indented));
        File.Move($"{path}.new", path, overwrite: true);
    }

    /// <summary>What is different, one line each: "seed: 0 there, 1 now".</summary>
    public IReadOnlyList<string> DifferencesFrom(RunIdentity earlier) =>
    [
        .. from name in Values.Keys.Union(earlier.Values.Keys).Order(StringComparer.Ordinal)
           let there = earlier.Values.GetValueOrDefault(name, "nothing")
           let now = Values.GetValueOrDefault(name, "nothing")
           where there != now
           select $"{name}: {there} there, {now} now",
    ];
}
