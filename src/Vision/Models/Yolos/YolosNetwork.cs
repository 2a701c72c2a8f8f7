using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>YOLOS: a plain transformer whose detection tokens become boxes.</summary>
/// <remarks>
/// B pictures, Q detection tokens. Field names are the checkpoint's keys.
/// This is the form that trains; <see cref="PackedYolos"/> is its fast twin for inference.
/// </remarks>
public sealed class YolosNetwork : nn.Module<Tensor, (Tensor Logits, Tensor Boxes)>
{
    private readonly YolosBackbone backbone;
    private readonly LinearChain class_embed, bbox_embed;

    public YolosNetwork(YolosConfig config) : base(nameof(YolosNetwork))
    {
        Config = config;
        backbone = new(config);
        class_embed = new(config.Width, config.Width, config.Width, config.Classes + 1);
        bbox_embed = new(config.Width, config.Width, config.Width, 4);
        RegisterComponents();
    }

    public YolosConfig Config { get; }

    internal YolosBackbone Backbone => backbone;

    internal LinearChain ClassHead => class_embed;

    internal LinearChain BoxHead => bbox_embed;

    /// <param name="pictures">[B, 3, H, W] RGB, normalised, padded to one size</param>
    /// <returns>[B, Q, classes + 1], the last being "no object";
    /// [B, Q, 4] centre x, centre y, width, height relative to the padded picture</returns>
    public override (Tensor Logits, Tensor Boxes) forward(Tensor pictures) => Heads(backbone.call(pictures));

    /// <summary>
    /// What the heads make of the detection tokens, as <see cref="forward"/>: pred_logits, pred_boxes; and of the P patch tokens: patch_logits
    /// [B, P, classes + 1], patch_boxes [B, P, 4].
    /// </summary>
    internal Dictionary<string, Tensor> WithPatches(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        Tensor tokens = backbone.Tokens(pictures);
        var (logits, boxes) = Kept(Heads(backbone.DetectionTokens(tokens)));
        var (patchLogits, patchBoxes) = Kept(PatchHeads(tokens));
        return new() { ["pred_logits"] = logits, ["pred_boxes"] = boxes, ["patch_logits"] = patchLogits, ["patch_boxes"] = patchBoxes };
    }

    /// <param name="tokens">[B, S, D] after the last block</param>
    internal (Tensor Logits, Tensor Boxes) PatchHeads(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return Kept(Heads(backbone.PatchTokens(tokens)));
    }

    /// <param name="tokens">[B, Q, D] after the final norm</param>
    internal (Tensor Logits, Tensor Boxes) Heads(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var logits = class_embed.call(tokens);
        var boxes = bbox_embed.call(tokens).sigmoid();
        return Kept((logits, boxes));
    }

    private static (Tensor Logits, Tensor Boxes) Kept((Tensor Logits, Tensor Boxes) outputs) =>
        (outputs.Logits.MoveToOuterDisposeScope(), outputs.Boxes.MoveToOuterDisposeScope());
}
