using System.Globalization;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>SegFormer as Hugging Face's transformers names it, brought to its authors' names behind "encoder." and "decoder.".</summary>
/// <remarks>
/// Keys and values, two matrices there, become one; stages count from 0 there. Names: huggingface/transformers,
/// src/transformers/models/segformer/convert_segformer_original_to_pytorch.py.
/// </remarks>
public static class HuggingFaceSegFormer
{
    private const string Encoder = "segformer.encoder.", Key = "attention.self.key.", Value = "attention.self.value.", Joined = "attn.kv.";

    private static readonly (string Other, string Official)[] InABlock =
    [
        ("layer_norm_1.", "norm1."),
        ("layer_norm_2.", "norm2."),
        ("attention.self.query.", "attn.q."),
        ("attention.self.sr.", "attn.sr."),
        ("attention.self.layer_norm.", "attn.norm."),
        ("attention.output.dense.", "attn.proj."),
        ("mlp.dense1.", "mlp.fc1."),
        ("mlp.dwconv.", "mlp.dwconv."),
        ("mlp.dense2.", "mlp.fc2."),
    ];

    private static readonly (string Other, string Official)[] Decoder =
    [
        ("decode_head.linear_fuse.", "decoder.linear_fuse.conv."),
        ("decode_head.batch_norm.", "decoder.linear_fuse.bn."),
        ("decode_head.classifier.", "decoder.linear_pred."),
    ];

    /// <summary>Whether names are those of transformers.</summary>
    public static bool Matches(IEnumerable<string> names) => names.Any(name => name.StartsWith(Encoder, StringComparison.Ordinal));

    /// <summary>Weights under the authors' names. What cannot be translated keeps its name.</summary>
    public static OrderedDictionary<string, StoredWeight> ToOfficial(IReadOnlyDictionary<string, StoredWeight> weights) =>
        KeyNames.Translated(weights, name => Join(name, weights), name => Renamed(name));

    // Either part gives the whole, when both are there and of one shape.
    private static (string Name, StoredWeight Whole)? Join(string name, IReadOnlyDictionary<string, StoredWeight> weights)
    {
        if (!TryNumbered(name, Encoder + "block.", 2, out string[] numbers, out string rest))
            return null;
        string? mine = rest.StartsWith(Key, StringComparison.Ordinal) ? Key : rest.StartsWith(Value, StringComparison.Ordinal) ? Value : null;
        if (mine is null)
            return null;
        string block = $"{Encoder}block.{numbers[0]}.{numbers[1]}.", end = rest[mine.Length..];
        return weights.TryGetValue(block + Key + end, out StoredWeight? key) && weights.TryGetValue(block + Value + end, out StoredWeight? value)
            && StoredWeight.Stacked([key, value]) is { } whole
            ? ($"encoder.block{Next(numbers[0])}.{numbers[1]}.{Joined}{end}", whole) : null;
    }

    private static string Renamed(string name)
    {
        if (TryNumbered(name, Encoder + "block.", 2, out string[] block, out string inside))
            return Replaced(inside, InABlock) is { } rest ? $"encoder.block{Next(block[0])}.{block[1]}.{rest}" : name;
        if (TryNumbered(name, Encoder + "patch_embeddings.", 1, out string[] patches, out string part))
            return $"encoder.patch_embed{Next(patches[0])}.{(part.StartsWith("layer_norm.", StringComparison.Ordinal) ? part["layer_".Length..] : part)}";
        if (TryNumbered(name, Encoder + "layer_norm.", 1, out string[] norm, out string kind))
            return $"encoder.norm{Next(norm[0])}.{kind}";
        if (TryNumbered(name, "decode_head.linear_c.", 1, out string[] level, out string projection))
            return $"decoder.linear_c{Next(level[0])}.{projection}";
        return Replaced(name, Decoder) ?? name;
    }

    private static string? Replaced(string name, (string Other, string Official)[] pairs)
    {
        foreach (var (other, official) in pairs)
        {
            if (name.StartsWith(other, StringComparison.Ordinal))
                return official + name[other.Length..];
        }

        return null;
    }

    private static string Next(string number) => (int.Parse(number, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);

    // prefix, then so many numbers with dots behind them
    private static bool TryNumbered(string name, string prefix, int count, out string[] numbers, out string rest)
    {
        (numbers, rest) = ([], "");
        if (!name.StartsWith(prefix, StringComparison.Ordinal) || name[prefix.Length..].Split('.', count + 1) is not { } parts || parts.Length <= count)
            return false;
        if (!parts.Take(count).All(part => part.Length is > 0 and < 4 && part.All(char.IsAsciiDigit)))
            return false;
        (numbers, rest) = (parts[..count], parts[count]);
        return true;
    }
}
