using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>What the patches of a batch should say: the smallest object whose box holds a patch's middle, or nothing.</summary>
/// <param name="Labels">[B P] class, or the number of classes for "no object"</param>
/// <param name="Rows">[T] of the patches that have an object, over all pictures</param>
/// <param name="Boxes">[T, 4] box of each one's object</param>
internal sealed record PatchTargets(Tensor Labels, Tensor Rows, Tensor Boxes)
{
    /// <param name="pictures">[B] lists of targets, in parts of the picture</param>
    /// <param name="sizes">[B] of the pictures, which lie in the upper left of the padded ones</param>
    /// <param name="grid">that the padded pictures are cut into</param>
    /// <param name="classes">without "no object"</param>
    public static PatchTargets Of(
        IReadOnlyList<IReadOnlyList<PictureTarget>> pictures, IReadOnlyList<PictureSize> sizes, PatchGrid grid, long classes, Device device)
    {
        PictureTarget?[] owners = [.. pictures.Zip(sizes).SelectMany(own => Enumerable.Range(0, grid.Count).Select(patch => Owner(own.First, own.Second, grid, patch)))];
        long[] rows = [.. Enumerable.Range(0, owners.Length).Where(i => owners[i] is not null).Select(i => (long)i)];
        return new(
            tensor(owners.Select(owner => owner?.Class ?? classes).ToArray(), device: device),
            tensor(rows, device: device),
            PictureMatching.Boxes([.. rows.Select(row => owners[row]!)]).to(device));
    }

    private static PictureTarget? Owner(IReadOnlyList<PictureTarget> targets, PictureSize size, PatchGrid grid, int patch)
    {
        float x = (patch % grid.Columns + 0.5f) * grid.Patch / size.Width, y = (patch / grid.Columns + 0.5f) * grid.Patch / size.Height;
        return targets
            .Where(box => Math.Abs(x - box.CentreX) <= box.Width / 2 && Math.Abs(y - box.CentreY) <= box.Height / 2)
            .MinBy(box => box.Width * box.Height);
    }
}
