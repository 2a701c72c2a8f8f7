using System.Globalization;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>What a training script was told, as far as its checkpoint says so: the argparse.Namespace under "config" or "args".</summary>
public sealed class CheckpointSettings(WeightFile file)
{
    private static readonly string[] Namespaces = ["config.", "args.", "opt."];

    // Lists come as one value for each item: NAME/0, NAME/1, ...
    private readonly Dictionary<string, object?> _values = file.Values
        .Where(value => Namespaces.Any(space => value.Key.StartsWith(space, StringComparison.Ordinal)))
        .GroupBy(value => value.Key[(value.Key.IndexOf('.') + 1)..])
        .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);

    /// <summary>Whole number of a setting; null when it is not there or no sensible size.</summary>
    public int? Number(string name) => _values.GetValueOrDefault(name) is long number and > 0 and <= int.MaxValue ? (int)number : null;

    public string? Text(string name) => _values.GetValueOrDefault(name) as string;

    /// <summary>Two whole numbers, such as a height and a width; null when they are not there.</summary>
    public (int First, int Second)? Pair(string name) =>
        Number(Item(name, 0)) is { } first && Number(Item(name, 1)) is { } second ? (first, second) : null;

    private static string Item(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}/{index}");
}
