using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Fits tables of position embeddings to pictures of other sizes.</summary>
public static class PositionTable
{
    /// <summary>Resizes the patches' rows; those of the class token and the detection tokens stay.</summary>
    /// <remarks>Where the counts agree the table stays as it is, whatever the shape: published weights were trained that way.</remarks>
    /// <param name="table">[..., 1 + P + detection tokens, D] with P patches of <paramref name="from"/></param>
    /// <param name="from">picture size that the table is made for</param>
    /// <param name="to">picture size that it is wanted for</param>
    public static Tensor Resize(Tensor table, PictureSize from, PictureSize to)
    {
        if (from.Patches == to.Patches)
            return table.alias();

        using var scope = NewDisposeScope();
        long rows = table.shape[^2], width = table.shape[^1], rest = rows - 1 - from.Patches;
        var x = table.reshape(-1, rows, width);                                             // [M, rows, D]
        var patches = ResizePatches(x.narrow(1, 1, from.Patches), from, to);                // [M, P', D]
        x = cat([x.narrow(1, 0, 1), patches, x.narrow(1, 1 + from.Patches, rest)], 1);
        long[] shape = [.. table.shape[..^2], 1 + to.Patches + rest, width];
        return x.reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Makes the start table from a DeiT checkpoint's: its patches resized, new detection tokens.</summary>
    /// <param name="table">[1, 197, D], or [1, 578, D] of a distilled network, whose first row is dropped</param>
    /// <param name="detection">[1, detection tokens, D] the new tokens' rows</param>
    /// <param name="to">picture size of the new table</param>
    public static Tensor FromDeit(Tensor table, Tensor detection, PictureSize to)
    {
        using var scope = NewDisposeScope();
        long side = (long)Math.Sqrt(table.shape[1] - 1);
        var x = side * side == table.shape[1] - 1 ? table : table.narrow(1, 1, table.shape[1] - 1);
        side = (long)Math.Sqrt(x.shape[1] - 1);
        if (side * side != x.shape[1] - 1)
            throw new InvalidInputException($"a DeiT position table of {table.shape[1]} rows; it has 1 or 2 and a square of patches");

        var from = new PictureSize((int)side * YolosConfig.Patch, (int)side * YolosConfig.Patch);
        var patches = ResizePatches(x.narrow(1, 1, from.Patches), from, to);
        return cat([x.narrow(1, 0, 1), patches, detection], 1).MoveToOuterDisposeScope();
    }

    private static Tensor ResizePatches(Tensor patches, PictureSize from, PictureSize to)
    {
        long tables = patches.shape[0], width = patches.shape[2];
        var picture = patches.transpose(1, 2).reshape(tables, width, from.PatchRows, from.PatchColumns);
        var resized = nn.functional.interpolate(
            picture, size: [to.PatchRows, to.PatchColumns], mode: InterpolationMode.Bicubic, align_corners: false);
        return resized.flatten(2).transpose(1, 2);                                          // [M, P', D]
    }
}
