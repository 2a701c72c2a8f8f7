namespace Fuse3D.Vision.Checkpoints;

/// <summary>Who owns a tensor of a fused checkpoint.</summary>
public enum CheckpointPart
{
    Points,
    Image,
    Fusion,
}

/// <summary>A fused checkpoint cut into what each branch and the fusion own, each under the names that its own module has.</summary>
/// <param name="Points">the point branch: a Group-Free 3D detector</param>
/// <param name="Image">the image branch: a YOLOS detector</param>
/// <param name="Fusion">score nets, projections and mixtures; nothing where the branches share nothing</param>
public sealed record CheckpointParts(WeightTable Points, WeightTable Image, WeightTable Fusion)
{
    private static readonly (string Fused, string Own)[] ImageNames =
    [
        ("img_backbone.", "backbone."),
        ("img_class_embed.", "class_embed."),
        ("img_bbox_embed.", "bbox_embed."),
    ];

    private static readonly string[] FusionNames = ["score_predictor.", "img2point_proj.", "concat_proj."];

    public static CheckpointParts Split(WeightTable fused, string source = "fused checkpoint")
    {
        var owned = fused.Entries.ToLookup(entry => PartOf(entry.Key).Part, entry => KeyValuePair.Create(PartOf(entry.Key).OwnName, entry.Value));
        WeightTable Part(CheckpointPart part, string name) => new($"{source} ({name})", owned[part]);
        return new(Part(CheckpointPart.Points, "points"), Part(CheckpointPart.Image, "image"), Part(CheckpointPart.Fusion, "fusion"));
    }

    /// <summary>The part that owns a tensor of a fused checkpoint, and the name that the part's own module gives it.</summary>
    public static (CheckpointPart Part, string OwnName) PartOf(string fusedName)
    {
        foreach (var (fused, own) in ImageNames)
        {
            if (fusedName.StartsWith(fused, StringComparison.Ordinal))
                return (CheckpointPart.Image, own + fusedName[fused.Length..]);
        }

        bool fusion = FusionNames.Any(prefix => fusedName.StartsWith(prefix, StringComparison.Ordinal));
        return (fusion ? CheckpointPart.Fusion : CheckpointPart.Points, fusedName);
    }

    /// <summary>Puts the parts back together under a fused checkpoint's names.</summary>
    public WeightTable Join()
    {
        var image = Image.Entries.Select(entry => KeyValuePair.Create(FusedImageName(entry.Key), entry.Value));
        return new("joined checkpoint", [.. Points.Entries, .. image, .. Fusion.Entries]);
    }

    /// <summary>The fused checkpoint's name of an image branch's tensor or module.</summary>
    internal static string FusedImageName(string own) => $"img_{own}";
}
