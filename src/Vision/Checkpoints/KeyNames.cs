using System.Globalization;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>The names that published checkpoints give to the same tensor.</summary>
public static class KeyNames
{
    // Group-Free lists its position embeddings twice: as parts of each decoder layer, and as lists of their own.
    private static readonly (string List, string Part)[] PositionEmbeddings =
    [
        ("decoder_self_posembeds.", "self_posembed."),
        ("decoder_cross_posembeds.", "cross_posembed."),
    ];

    /// <summary>The name under which our modules keep a tensor: without "module.", position embeddings under their decoder layer.</summary>
    public static string Canonical(string key)
    {
        const string Wrapper = "module.";
        string name = key.StartsWith(Wrapper, StringComparison.Ordinal) ? key[Wrapper.Length..] : key;
        foreach (var (list, part) in PositionEmbeddings)
        {
            if (name.StartsWith(list, StringComparison.Ordinal) && name.IndexOf('.', list.Length) is > 0 and int dot)
                return $"decoder.{name[list.Length..dot]}.{part}{name[(dot + 1)..]}";
        }

        return name;
    }

    /// <summary>How many numbers from 0 on name something that is there.</summary>
    internal static int Count(int most, Func<string, bool> isThere) =>
        Enumerable.Range(0, most).TakeWhile(i => isThere(i.ToString(CultureInfo.InvariantCulture))).Count();

    /// <summary>Weights under other names, where several tensors of the one side can be one of the other.</summary>
    /// <param name="join">the whole that a tensor is a part of, and its name; null where it is no part</param>
    /// <param name="rename">the name of one that is no part; the first of a name stays</param>
    internal static OrderedDictionary<string, StoredWeight> Translated(
        IReadOnlyDictionary<string, StoredWeight> weights, Func<string, (string Name, StoredWeight Whole)?> join, Func<string, string> rename)
    {
        OrderedDictionary<string, StoredWeight> translated = new(StringComparer.Ordinal);
        foreach (var (name, weight) in weights)
        {
            if (join(name) is var (joined, whole))
                translated[joined] = whole;
            else
                translated.TryAdd(rename(name), weight);
        }

        return translated;
    }

    /// <summary>The same entries under their canonical names; one that is listed under two names counts under the one that our modules use.</summary>
    public static OrderedDictionary<string, T> Canonical<T>(IEnumerable<KeyValuePair<string, T>> entries)
    {
        OrderedDictionary<string, T> canonical = new(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            string name = Canonical(key);
            if (name == key || !canonical.ContainsKey(name))
                canonical[name] = value;
        }

        return canonical;
    }

    /// <summary>Whether a name is that of a batch norm's counter of training steps. Older checkpoints lack them, and inference has no use for them.</summary>
    public static bool IsStepCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);

    /// <summary>Whether a name is that of whole numbers: counters, and maps of the modality that each token takes from.</summary>
    public static bool HoldsWholeNumbers(string name) => IsStepCounter(name) || name.EndsWith(".token_source", StringComparison.Ordinal);

    /// <summary>The second name of a position embedding's tensor, or null; what <see cref="Canonical"/> undoes.</summary>
    public static string? SecondName(string name)
    {
        if (name.Split('.', 4) is not ["decoder", var layer, var embedding, var rest])
            return null;
        foreach (var (list, part) in PositionEmbeddings)
        {
            if (embedding + "." == part)
                return $"{list}{layer}.{rest}";
        }

        return null;
    }

    /// <summary>Entries as published checkpoints list them: position embeddings under both of their names.</summary>
    public static IEnumerable<KeyValuePair<string, T>> WithSecondNames<T>(IEnumerable<KeyValuePair<string, T>> entries)
    {
        foreach (var (name, value) in entries)
        {
            yield return KeyValuePair.Create(name, value);
            if (SecondName(name) is { } second)
                yield return KeyValuePair.Create(second, value);
        }
    }
}
