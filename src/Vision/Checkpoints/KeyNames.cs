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
}
