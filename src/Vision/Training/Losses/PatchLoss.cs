using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>
/// A loss beside that of YOLOS: its heads read the patch tokens too, and each patch should say the class and the box of the object it lies in.
/// </summary>
/// <remarks>
/// Not published. The published loss teaches one detection token per object, which takes hundreds of epochs from random weights; here each of
/// an object's patches learns. Inference does not read these outputs. B pictures, P patches, C classes. Terms: patch_ce, patch_error
/// (percent of the patches inside objects that say another class), patch_bbox, patch_giou.
/// </remarks>
internal static class PatchLoss
{
    /// <param name="terms">of the published loss; they get these terms too, and <see cref="YolosLossOptions.PatchWeight"/> times their weighted sum in the total</param>
    /// <param name="said">[B, P, C + 1] logits, the last being "no object"; [B, P, 4] centre x, centre y, width, height in parts of the picture</param>
    /// <param name="grid">that the padded pictures are cut into</param>
    /// <param name="targets">[B] lists, which may be empty</param>
    /// <param name="sizes">[B] of the pictures before padding</param>
    /// <param name="options">weights of the terms; every patch counts alike</param>
    /// <param name="meanOverProcesses">as <see cref="YolosLoss.MeanOverProcesses"/>, of the number of patches in objects</param>
    public static LossTerms Add(
        LossTerms terms, (Tensor Logits, Tensor Boxes) said, PatchGrid grid,
        IReadOnlyList<IReadOnlyList<PictureTarget>> targets, IReadOnlyList<PictureSize> sizes, YolosLossOptions options,
        Func<Tensor, Tensor> meanOverProcesses)
    {
        PatchTargets wanted = PatchTargets.Of(targets, sizes, grid, said.Logits.shape[2] - 1, said.Logits.device);
        var logits = said.Logits.flatten(0, 1);                                                         // [B P, C + 1]
        var count = YolosLoss.Positive(meanOverProcesses(full([], (double)wanted.Rows.shape[0], device: logits.device)));
        var wrong = logits.detach().index_select(0, wanted.Rows).argmax(-1).ne(wanted.Labels.index_select(0, wanted.Rows));
        var found = said.Boxes.flatten(0, 1).index_select(0, wanted.Rows);                              // [T, 4]
        var classes = logits.log_softmax(-1).gather(1, wanted.Labels.unsqueeze(1)).mean().neg();
        var apart = (found - wanted.Boxes).abs().sum() / count;
        var outside = (1 - PictureBoxes.Overlap(found, wanted.Boxes).Generalised).sum() / count;
        var total = classes * options.ClassWeight + apart * options.L1Weight + outside * options.GiouWeight;

        terms.Add("patch_ce", classes);
        terms.Add("patch_error", wrong.sum() * (100.0 / Math.Max(1, wanted.Rows.shape[0])));
        terms.Add("patch_bbox", apart);
        terms.Add("patch_giou", outside);
        return terms.WithTotal(terms.Total + total * options.PatchWeight);
    }
}
