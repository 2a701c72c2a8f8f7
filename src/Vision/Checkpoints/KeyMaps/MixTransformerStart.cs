using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.SegFormer;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>A network of several modalities begins with the weights of one of pictures, as TokenFusion's authors do.</summary>
/// <remarks>
/// Every modality's norms start from the one norm of the file; the classifier's head goes; score networks, ensemble weights and what else the
/// file lacks are new. The decoder is the file's when all of it fits, else new too.
/// </remarks>
internal static partial class MixTransformerStart
{
    private const string Encoder = "encoder.", Decoder = "decoder.", Backbone = "backbone.", Head = "decode_head.";
    private static readonly string[] Dropped = ["encoder.head.", "decoder.conv_seg.", "classifier.", "head."];

    /// <summary>Weights of the file mit_b*.pth, or of SegFormer's authors, with "encoder." and "decoder." before their names.</summary>
    public static OrderedDictionary<string, StoredWeight> Named(IReadOnlyDictionary<string, StoredWeight> weights)
    {
        OrderedDictionary<string, StoredWeight> named = new(StringComparer.Ordinal);
        foreach (var (name, weight) in weights)
        {
            named[name.StartsWith(Backbone, StringComparison.Ordinal) ? Encoder + name[Backbone.Length..]
                : name.StartsWith(Head, StringComparison.Ordinal) ? Decoder + name[Head.Length..]
                : Encoder + name] = weight;
        }

        return named;
    }

    /// <param name="single">weights of one modality, by their authors' names behind "encoder." and "decoder."</param>
    /// <param name="wanted">the network's names and shapes</param>
    /// <returns>the network's weights; the report with what was made and what was left out</returns>
    public static (OrderedDictionary<string, StoredWeight> Weights, ImportReport Report) Spread(
        IReadOnlyDictionary<string, StoredWeight> single, SegFormerConfig config, IReadOnlyDictionary<string, long[]> wanted, ulong seed, ImportReport report)
    {
        bool decodes = wanted.Where(entry => IsDecoder(entry.Key) && !KeyNames.IsStepCounter(entry.Key))
            .All(entry => single.TryGetValue(entry.Key, out StoredWeight? weight) && weight.HasShape(entry.Value));
        OrderedDictionary<string, StoredWeight> weights = new(StringComparer.Ordinal);
        HashSet<string> used = new(StringComparer.Ordinal);
        List<string> made = [];
        foreach (var (name, shape) in wanted)
        {
            string plain = NameOfOne(name);
            if ((decodes || !IsDecoder(name)) && single.TryGetValue(plain, out StoredWeight? weight))
            {
                weights.Add(name, weight);
                used.Add(plain);
            }
            else if (IsNew(name, decodes))
            {
                weights.Add(name, New(name, shape, wanted, config, seed));
                made.Add(name);
            }
        }

        string[] unused = [.. single.Keys.Where(name => !used.Contains(name))], dropped = [.. unused.Where(name => IsDecoder(name) || IsDropped(name))];
        foreach (string name in unused.Except(dropped))
            weights.TryAdd(name, single[name]);
        return (weights, report with { Made = made, LeftOut = dropped });
    }

    /// <summary>A name of the network without what tells shared layers and modalities: "module" and "ln_0" between two dots.</summary>
    public static string NameOfOne(string name) => Modality().Replace(name, ".");

    [GeneratedRegex(@"\.(module|ln_[0-9]+)\.")]
    private static partial Regex Modality();

    private static bool IsDecoder(string name) => name.StartsWith(Decoder, StringComparison.Ordinal);

    private static bool IsDropped(string name) => Dropped.Any(start => name.StartsWith(start, StringComparison.Ordinal));

    private static bool IsNew(string name, bool decodes) =>
        name == "alpha" || name.StartsWith("encoder.score_predictor.", StringComparison.Ordinal) || (!decodes && IsDecoder(name));

    private static StoredWeight New(string name, long[] shape, IReadOnlyDictionary<string, long[]> wanted, SegFormerConfig config, ulong seed)
    {
        if (name.EndsWith(".token_source", StringComparison.Ordinal))
            return Groups(shape, config, stage: int.Parse(name.Split('.')[2], System.Globalization.CultureInfo.InvariantCulture));
        if (KeyNames.IsStepCounter(name))
            return new(ElementType.Int64, shape, () => new byte[8]);
        bool bias = name.EndsWith(".bias", StringComparison.Ordinal), table = shape.Length > 1;
        if (!IsDecoder(name))
            return table ? Drawn(name, shape, random => NewWeights.TruncatedNormal(random), seed) : NewWeights.Constant(shape, bias ? 0 : 1);
        if (name == "decoder.linear_fuse.conv.weight")
            return Drawn(name, shape, random => NewWeights.Normal(random, Math.Sqrt(2.0 / shape[0])), seed);
        if (name.StartsWith("decoder.linear_fuse.bn.", StringComparison.Ordinal))
            return NewWeights.Constant(shape, name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal) ? 1 : 0);
        long inputs = wanted[name[..name.LastIndexOf('.')] + ".weight"][1];
        return StoredWeight.Of(NewWeights.Make(name, shape, inputs, seed));
    }

    private static StoredWeight Drawn(string name, long[] shape, Func<SeededRandom, double> draw, ulong seed)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        SeededRandom random = SeededRandom.For(name, seed);
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)draw(random);
        return StoredWeight.Of(new(shape, values));
    }

    private static StoredWeight Groups(long[] shape, SegFormerConfig config, int stage)
    {
        using Tensor maps = TokenGroups.Draw((int)shape[0], shape[1], shape[2], config.Exchange.GroupSeed, stage);
        long[] values = maps.data<long>().ToArray();
        return new(ElementType.Int64, shape, () => MemoryMarshal.AsBytes<long>(values).ToArray());
    }
}
