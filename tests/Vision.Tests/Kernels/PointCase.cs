using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Kernels;

/// <summary>A golden file of kind "ops": its arrays, and the clouds and settings that its metadata's "definition" names.</summary>
internal sealed partial class PointCase : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, string> _definition;

    public PointCase(string path)
    {
        _file = SafetensorsFile.Open(path);
        _definition = JsonSerializer.Deserialize<Dictionary<string, string>>(_file.Metadata["definition"])!;
        Seed = _file.Metadata.TryGetValue("seed", out string? seed) ? ulong.Parse(seed, CultureInfo.InvariantCulture) : 0;
    }

    public ulong Seed { get; }

    public IEnumerable<string> Names => _file.Entries.Select(entry => entry.Name);

    public bool Has(string name) => _file.TryGet(name, out _);

    public int[] Shape(string name) => [.. _file[name].Shape.Select(size => (int)size)];

    public float[] Floats(string name) => _file.ReadAs<float>(name);

    public int[] Indices(string name) => _file.ReadAs<int>(name);

    public string Definition(string key) => _definition[key];

    /// <summary>"xyz", "sa2", "sa1[:512]", "xyz[5:70]", "ball_empty_centers": positions, [N, 3].</summary>
    public float[] Cloud(string text)
    {
        Match match = CloudPattern().Match(text);
        float[] whole = Level(match.Groups["name"].Value);
        int from = match.Groups["from"] is { Length: > 0 } f ? Number(f) : 0;
        int to = match.Groups["to"] is { Length: > 0 } t ? Math.Min(Number(t), whole.Length / 3) : whole.Length / 3;
        return whole[(3 * from)..(3 * to)];
    }

    /// <summary>The radius, the source and the centres of a ball query: "tag: ...; sa1 .2/64 xyz,sa1[:512]; ...".</summary>
    public (float Radius, float[] Source, float[] Centres) Ball(string tag)
    {
        // ops_awkward does not name its ball; radius 0.3 around the cloud's first points is what its indices say.
        if (!_definition.TryGetValue("ball", out string? text))
            return (.3f, Cloud("xyz"), Cloud($"xyz[:{Shape("ball_idx")[0]}]"));

        Match match = Regex.Match(text, $@"\b{tag} (?<radius>[\d.]+)/\d+ (?<source>[^,;]+),(?<centres>[^;( ]+)");
        Assert.True(match.Success, $"no ball '{tag}' in the definition '{text}'");
        float radius = float.Parse(match.Groups["radius"].Value, CultureInfo.InvariantCulture);
        return (radius, Cloud(match.Groups["source"].Value), Cloud(match.Groups["centres"].Value));
    }

    /// <summary>uniform(name, n, seed) of the goldens: float32 in [-1, 1) from a hash of the name.</summary>
    public float[] Uniform(string name, int count)
    {
        ulong start = Encoding.UTF8.GetBytes(name).Aggregate(0xCBF29CE484222325, (hash, b) => (hash ^ b) * 0x100000001B3) + Seed * 0x9E3779B97F4A7C15;
        float Value(int i)
        {
            ulong z = start + (ulong)i + 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return ((z ^ (z >> 31)) >> 40) * (1f / (1 << 23)) - 1;
        }

        return [.. Enumerable.Range(0, count).Select(Value)];
    }

    public void Dispose() => _file.Dispose();

    // "sa1 centers = xyz[fps_2048]; sa2 = first 1024 of them, ..." names the levels; anything else is an array of the file.
    private float[] Level(string name)
    {
        if (Has(name))
            return Floats(name);
        if (name != "sa1")
            return Level("sa1")[..(3 * Number(Regex.Match(Definition("levels"), $@"\b{name} = first (\d+)").Groups[1]))];
        float[] xyz = Floats("xyz");
        return [.. Indices(Regex.Match(Definition("levels"), @"xyz\[(\w+)\]").Groups[1].Value).SelectMany(i => xyz[(3 * i)..][..3])];
    }

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<name>\w+)(\[(?<from>\d*):(?<to>\d*)\])?$")]
    private static partial Regex CloudPattern();
}
