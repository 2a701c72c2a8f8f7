namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>YOLOS as the class YolosForObjectDetection of Hugging Face's transformers names it, and as its authors do.</summary>
/// <remarks>
/// One matrix for queries, keys and values becomes three there. Names: huggingface/transformers,
/// src/transformers/models/yolos/convert_yolos_to_pytorch.py.
/// </remarks>
public static class HuggingFaceYolos
{
    private const string Blocks = "backbone.blocks.", Layers = "vit.encoder.layer.", Joined = "attn.qkv.";
    private static readonly string[] Apart = ["attention.attention.query.", "attention.attention.key.", "attention.attention.value."];

    private static readonly (string Official, string Other)[] Outside =
    [
        ("backbone.cls_token", "vit.embeddings.cls_token"),
        ("backbone.det_token", "vit.embeddings.detection_tokens"),
        ("backbone.pos_embed", "vit.embeddings.position_embeddings"),
        ("backbone.mid_pos_embed", "vit.encoder.mid_position_embeddings"),
        ("backbone.patch_embed.proj.", "vit.embeddings.patch_embeddings.projection."),
        ("backbone.norm.", "vit.layernorm."),
        ("class_embed.", "class_labels_classifier."),
        ("bbox_embed.", "bbox_predictor."),
    ];

    private static readonly (string Official, string Other)[] InABlock =
    [
        ("norm1.", "layernorm_before."),
        ("norm2.", "layernorm_after."),
        ("attn.proj.", "attention.output.dense."),
        ("mlp.fc1.", "intermediate.dense."),
        ("mlp.fc2.", "output.dense."),
    ];

    /// <summary>Whether names are those of transformers.</summary>
    public static bool Matches(IEnumerable<string> names) => names.Any(name => name.StartsWith("vit.embeddings.", StringComparison.Ordinal));

    /// <summary>Weights under the authors' names. What cannot be translated keeps its name.</summary>
    public static OrderedDictionary<string, StoredWeight> ToOfficial(IReadOnlyDictionary<string, StoredWeight> weights) =>
        KeyNames.Translated(weights, name => Join(name, weights), name => Renamed(name, Layers, Blocks, pair => (pair.Other, pair.Official)));

    /// <summary>Weights under the names of transformers.</summary>
    public static OrderedDictionary<string, StoredWeight> FromOfficial(IReadOnlyDictionary<string, StoredWeight> weights)
    {
        OrderedDictionary<string, StoredWeight> others = new(StringComparer.Ordinal);
        foreach (var (name, weight) in weights)
        {
            if (TryBlock(name, Blocks, out string block, out string rest) && rest.StartsWith(Joined, StringComparison.Ordinal))
            {
                long rows = weight.Shape[0] / Apart.Length;
                for (int part = 0; part < Apart.Length; part++)
                    others.Add($"{Layers}{block}.{Apart[part]}{rest[Joined.Length..]}", weight.Rows(part * rows, rows));
            }
            else
            {
                others.Add(Renamed(name, Blocks, Layers, pair => pair), weight);
            }
        }

        return others;
    }

    // Any of the three parts gives the whole, when all are there and of one shape.
    private static (string Name, StoredWeight Whole)? Join(string name, IReadOnlyDictionary<string, StoredWeight> weights)
    {
        if (!TryBlock(name, Layers, out string block, out string rest) || Array.Find(Apart, part => rest.StartsWith(part, StringComparison.Ordinal)) is not { } mine)
            return null;
        string end = rest[mine.Length..];
        StoredWeight?[] parts = [.. Apart.Select(part => weights.GetValueOrDefault($"{Layers}{block}.{part}{end}"))];
        return !parts.Contains(null) && StoredWeight.Stacked(parts!) is { } whole ? ($"{Blocks}{block}.{Joined}{end}", whole) : null;
    }

    private static string Renamed(string name, string from, string to, Func<(string Official, string Other), (string From, string To)> direction)
    {
        if (TryBlock(name, from, out string block, out string rest))
            return Replaced(rest, InABlock, direction) is { } inside ? $"{to}{block}.{inside}" : name;
        return Replaced(name, Outside, direction) ?? name;
    }

    private static string? Replaced(
        string name, (string Official, string Other)[] pairs, Func<(string Official, string Other), (string From, string To)> direction)
    {
        foreach (var (from, to) in pairs.Select(direction))
        {
            if (name.StartsWith(from, StringComparison.Ordinal))
                return to + name[from.Length..];
        }

        return null;
    }

    private static bool TryBlock(string name, string prefix, out string block, out string rest)
    {
        (block, rest) = ("", "");
        if (!name.StartsWith(prefix, StringComparison.Ordinal) || name.IndexOf('.', prefix.Length) is not (> 0 and var dot))
            return false;
        (block, rest) = (name[prefix.Length..dot], name[(dot + 1)..]);
        return true;
    }
}
