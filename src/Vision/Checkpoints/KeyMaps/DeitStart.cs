using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Checkpoints.KeyMaps;

/// <summary>Turns a DeiT classifier into the beginning of a YOLOS detector, as its authors do.</summary>
/// <remarks>
/// The patches' positions are resized (bicubic) to the detector's table; a distilled classifier's second token and its row go; detection tokens
/// are new, with rows of their own, and so are the middle tables and the heads. Source: hustvl/YOLOS, models/backbone.py, finetune_det.
/// </remarks>
internal static class DeitStart
{
    private const string Table = "pos_embed", Backbone = "backbone.";

    /// <summary>Names that only the classifier has.</summary>
    public static bool IsLeftOut(string name) =>
        name == "dist_token" || name.StartsWith("head.", StringComparison.Ordinal) || name.StartsWith("head_dist.", StringComparison.Ordinal);

    /// <param name="wanted">the detector's names and shapes</param>
    /// <returns>the detector's weights, and which of them are new</returns>
    public static (OrderedDictionary<string, StoredWeight> Weights, List<string> Made) ToYolos(
        IReadOnlyDictionary<string, StoredWeight> deit, YolosConfig config, IReadOnlyDictionary<string, long[]> wanted, ulong seed)
    {
        OrderedDictionary<string, StoredWeight> weights = new(StringComparer.Ordinal);
        foreach (var (name, weight) in deit.Where(weight => !IsLeftOut(weight.Key)))
            weights.Add(Backbone + name, name == Table ? Resized(weight, config, seed) : weight);
        List<string> made = [.. wanted.Keys.Where(name => !weights.ContainsKey(name) && IsNew(name))];
        foreach (string name in made)
            weights.Add(name, StoredWeight.Of(NewWeights.Make(name, wanted[name], inputs: config.Width, seed)));
        return (weights, made);
    }

    private static bool IsNew(string name) =>
        name is "backbone.det_token" or "backbone.mid_pos_embed" || !name.StartsWith(Backbone, StringComparison.Ordinal);

    private static StoredWeight Resized(StoredWeight table, YolosConfig config, ulong seed)
    {
        if (table.Shape is not [1, _, var width] || width != config.Width)
            throw new InvalidInputException($"a DeiT position table of shape [{string.Join(", ", table.Shape)}]; [1, rows, {config.Width}] is wanted", Table);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Weight from = table.ToWeight(), rows = NewWeights.Make("det_pos_embed", [1, config.DetectionTokens, config.Width], 1, seed);
        Tensor resized = PositionTable.FromDeit(tensor(from.Values, from.Shape), tensor(rows.Values, rows.Shape), config.InitSize);
        return StoredWeight.Of(new(resized.shape, resized.ToFloats()));
    }
}
