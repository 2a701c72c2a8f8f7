namespace Fuse3D.Vision.Checkpoints;

/// <summary>A fused checkpoint cut into what each branch and the fusion own, each under the names that its own module has.</summary>
/// <param name="Points">the point branch: a Group-Free 3D detector</param>
/// <param name="Image">the image branch: a YOLOS detector</param>
/// <param name="Fusion">score nets and projections</param>
public sealed record CheckpointParts(WeightTable Points, WeightTable Image, WeightTable Fusion)
{
    private static readonly (string Fused, string Own)[] ImageNames =
    [
        ("img_backbone.", "backbone."),
        ("img_class_embed.", "class_embed."),
        ("img_bbox_embed.", "bbox_embed."),
    ];

    private static readonly string[] FusionNames = ["score_predictor.", "img2point_proj."];

    public static CheckpointParts Split(WeightTable fused, string source = "fused checkpoint")
    {
        List<KeyValuePair<string, Weight>> points = [], image = [], fusion = [];
        foreach (var (name, weight) in fused.Entries)
        {
            if (ImageName(name) is { } own)
                image.Add(KeyValuePair.Create(own, weight));
            else
                (IsFusion(name) ? fusion : points).Add(KeyValuePair.Create(name, weight));
        }

        return new(
            new WeightTable($"{source} (points)", points),
            new WeightTable($"{source} (image)", image),
            new WeightTable($"{source} (fusion)", fusion));
    }

    /// <summary>Puts the parts back together under a fused checkpoint's names.</summary>
    public WeightTable Join()
    {
        var image = Image.Entries.Select(entry => KeyValuePair.Create(FusedImageName(entry.Key), entry.Value));
        return new("joined checkpoint", [.. Points.Entries, .. image, .. Fusion.Entries]);
    }

    /// <summary>The fused checkpoint's name of an image branch's tensor or module.</summary>
    internal static string FusedImageName(string own) => $"img_{own}";

    private static string? ImageName(string name)
    {
        foreach (var (fused, own) in ImageNames)
        {
            if (name.StartsWith(fused, StringComparison.Ordinal))
                return own + name[fused.Length..];
        }

        return null;
    }

    private static bool IsFusion(string name) => FusionNames.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
