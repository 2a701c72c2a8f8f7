namespace Fuse3D.Vision.Checkpoints;

/// <summary>The families of networks that give a picture.</summary>
public static class DenseFamilies
{
    public const string Segformer = "segformer", Refinenet = "refinenet", Pspnet = "pspnet", Deeplab = "deeplab";
    public const string TokenTranslation = "token_translation", ChannelUnet = "channel_unet";

    public static IReadOnlyList<string> All { get; } = [Segformer, Refinenet, Pspnet, Deeplab, TokenTranslation, ChannelUnet];

    public static bool IsKnown(string? family) => family is not null && All.Contains(family);

    /// <summary>Whether the family gives a class for every pixel; the other known ones give colours.</summary>
    public static bool IsSegmentation(string family) => family is Segformer or Refinenet or Pspnet or Deeplab;

    /// <summary>Whether tokens are what the family exchanges.</summary>
    public static bool HasTokens(string family) => family is Segformer or TokenTranslation;
}
