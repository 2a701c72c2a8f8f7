using Fuse3D.Vision.Models.SegFormer;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>What the shapes of a checkpoint's tensors tell of a SegFormer: a published size, its modalities, its decoder.</summary>
internal static class SegFormerFromWeights
{
    private const int MostBlocks = 64, MostModalities = 8;
    private const double EpsilonOfOne = 1e-5;       // of SegFormer's own inner norms

    /// <param name="weights">by the names of TokenFusion's network, or by those of one modality behind "encoder." and "decoder."</param>
    /// <returns>the network, and how many classes it tells apart</returns>
    /// <exception cref="InvalidInputException">the shapes are those of no published size</exception>
    public static (DenseDescription Description, int Classes) Describe(
        string source, IReadOnlyDictionary<string, StoredWeight> weights, ImportOptions options)
    {
        bool several = weights.ContainsKey("encoder.norm1.ln_0.weight");
        var (decoder, classes) = DecoderOf(source, weights, required: several);
        DenseDescription network = several ? OfSeveral(source, weights, decoder) : OfOne(source, weights, decoder, options);
        bool ownClasses = decoder > 0 && (several || options.Modalities is null);
        return (network with { Family = DenseFamilies.Segformer }, ownClasses ? classes : options.Labels?.Count ?? SegFormerConfig.B0.Classes);
    }

    private static DenseDescription OfSeveral(string source, IReadOnlyDictionary<string, StoredWeight> weights, int decoder)
    {
        int modalities = KeyNames.Count(MostModalities, m => weights.ContainsKey($"encoder.norm1.ln_{m}.weight"));
        bool Has(string name) => weights.ContainsKey("encoder.score_predictor.0." + name);
        return new()
        {
            Modalities = ModalityDescription.Of(names: null, modalities),
            Segformer = new() { Size = SizeOf(source, weights, ".module"), DecoderWidth = decoder },
            Tokens = new()
            {
                Kind = Has("score_nets.0.0.weight") ? "scored" : Has("token_source") ? "random" : "none",
                Positions = Has("pos_embed"),
                TableSize = TableOf(weights),
            },
        };
    }

    // With a decoder and nothing said it is a network of pictures; else it is where one of several modalities begins.
    private static DenseDescription OfOne(string source, IReadOnlyDictionary<string, StoredWeight> weights, int decoder, ImportOptions options)
    {
        SegformerDescription network = new() { Size = SizeOf(source, weights, "") };
        if (decoder > 0 && options.Modalities is null)
        {
            return new()
            {
                Modalities = [new() { Name = "rgb" }],
                Segformer = network with { DecoderWidth = decoder, InnerNormEpsilon = EpsilonOfOne },
                Tokens = new() { Kind = "none" },
            };
        }

        return new() { Modalities = ModalityDescription.Of(options.Modalities, count: 2), Segformer = network };
    }

    private static string SizeOf(string source, IReadOnlyDictionary<string, StoredWeight> weights, string shared)
    {
        int[] stages = [.. Enumerable.Range(1, SegFormerConfig.Stages)];
        int[] widths = [.. stages.Select(stage => WidthOf($"encoder.patch_embed{stage}.proj{shared}.weight"))];
        int[] depths = [.. stages.Select(stage => KeyNames.Count(MostBlocks, i => IsThere($"encoder.block{stage}.{i}.attn.q{shared}.weight", widths[stage - 1])))];
        return SegFormerConfig.Published.FirstOrDefault(size => size.Value.Widths.SequenceEqual(widths) && size.Value.Depths.SequenceEqual(depths)).Key
            ?? throw new InvalidInputException(
                $"{source}: no published size has {string.Join(", ", widths)} channels and {string.Join(", ", depths)} blocks; --config names a description",
                "weights");

        int WidthOf(string name) => weights.GetValueOrDefault(name) is { Shape: [var width, ..] } ? (int)width : 0;

        // With its shape, so that no network is built that is larger than its file.
        bool IsThere(string name, int width) => weights.TryGetValue(name, out StoredWeight? weight) && weight.HasShape(width, width);
    }

    // 0 and 0: there is no decoder
    private static (int Width, int Classes) DecoderOf(string source, IReadOnlyDictionary<string, StoredWeight> weights, bool required)
    {
        const string Fusing = "decoder.linear_fuse.conv.weight", Last = "decoder.linear_pred.weight";
        StoredWeight? fusing = weights.GetValueOrDefault(Fusing), last = weights.GetValueOrDefault(Last);
        if (!required && fusing is null && last is null)
            return (0, 0);
        if (fusing is { Shape: [var width, var inputs, 1, 1] } && last is { Shape: [> 0 and <= 100_000 and var classes, var own, 1, 1] }
            && inputs == 4 * width && own == width)
        {
            return ((int)width, (int)classes);
        }

        throw new InvalidInputException(
            $"{source}: '{Fusing}' is {fusing?.ToString() ?? "missing"}, '{Last}' {last?.ToString() ?? "missing"}; "
            + "[D, 4 D, 1, 1] and [classes, D, 1, 1] are wanted", "weights");
    }

    // The first stage has a token for every four pixels.
    private static List<int>? TableOf(IReadOnlyDictionary<string, StoredWeight> weights)
    {
        foreach (string name in new[] { "token_source", "pos_embed" })
        {
            if (weights.TryGetValue("encoder.score_predictor.0." + name, out StoredWeight? table) && table.Shape is [.., var height, var width])
                return [(int)(4 * height), (int)(4 * width)];
        }

        return null;
    }
}
