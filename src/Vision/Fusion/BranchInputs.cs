using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>What the branches of this process accept, in whatever form their networks run.</summary>
internal static class BranchInputs
{
    /// <exception cref="InvalidInputException">not [N, 3 + F]</exception>
    public static void RequireCloud(Tensor cloud, GroupFreeConfig config, string model)
    {
        int columns = 3 + config.PointFeatures;
        if (cloud.dim() != 2 || cloud.shape[1] != columns || cloud.shape[0] < 1)
            throw new InvalidInputException($"a cloud of shape [{string.Join(", ", cloud.shape)}]; {model} takes [N, {columns}]", "points");
    }

    /// <exception cref="InvalidInputException">not [V, 3, H, W] with room for a patch</exception>
    public static PictureSize RequireViews(Tensor views, string model)
    {
        if (views.dim() != 4 || views.shape[0] < 1 || views.shape[1] != 3 || views.shape[2] < YolosConfig.Patch || views.shape[3] < YolosConfig.Patch)
        {
            throw new InvalidInputException(
                $"views of shape [{string.Join(", ", views.shape)}]; {model} takes [V, 3, H, W] of at least {YolosConfig.Patch} pixels a side", "image");
        }

        return YolosBackbone.SizeOf(views);
    }

    /// <exception cref="InvalidInputException">scores or rows do not fit the branch, or seeds are not ascending</exception>
    public static void RequireExchange(TokenExchange exchange, PointBranchInfo info)
    {
        if (!exchange.Scores.shape.AsSpan().SequenceEqual([info.Layers, info.Seeds]) || exchange.Layers.Count != info.Layers)
        {
            throw new InvalidInputException(
                $"an exchange of scores [{string.Join(", ", exchange.Scores.shape)}] and {exchange.Layers.Count} layers; "
                + $"{info.Model} takes [{info.Layers}, {info.Seeds}] and {info.Layers}", "exchange");
        }

        foreach (LayerReplacement layer in exchange.Layers)
            RequireRows(layer, info);
    }

    /// <exception cref="InvalidInputException">there is no such layer</exception>
    public static void RequireLayer(int layer, ImageBranchInfo info)
    {
        if (layer < 0 || layer >= info.Layers)
            throw new InvalidInputException($"layer {layer}; {info.Model} exchanges tokens with layers 0 to {info.Layers - 1}", "layer");
    }

    /// <exception cref="InvalidInputException">a patch is beyond the views</exception>
    public static void RequirePatches(ReadOnlySpan<int> patches, int count)
    {
        foreach (int patch in patches)
        {
            if (patch < 0 || patch >= count)
                throw new InvalidInputException($"patch {patch}; the views have {count}", "patches");
        }
    }

    private static void RequireRows(LayerReplacement layer, PointBranchInfo info)
    {
        if (!layer.Rows.shape.AsSpan().SequenceEqual([layer.Seeds.Length, info.Channels]))
        {
            throw new InvalidInputException(
                $"rows [{string.Join(", ", layer.Rows.shape)}] for {layer.Seeds.Length} seeds; wanted are {info.Channels} channels each", "exchange");
        }

        for (int i = 0; i < layer.Seeds.Length; i++)
        {
            if (layer.Seeds[i] >= info.Seeds || layer.Seeds[i] <= (i == 0 ? -1 : layer.Seeds[i - 1]))
                throw new InvalidInputException($"replaced seeds are ascending and below {info.Seeds}; number {i} is {layer.Seeds[i]}", "exchange");
        }
    }
}
