using Fuse3D.Vision.Data;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Losses;

/// <summary>Every value that shapes the loss of a fused detector.</summary>
public sealed record TokenFusionLossOptions
{
    public required GroupFreeLossOptions Points { get; init; }
    public YolosLossOptions Pictures { get; init; } = new();

    /// <summary>The last epoch, counted from 1, in which pictures learn from their own boxes.</summary>
    public int LastPictureEpoch { get; init; } = 120;

    /// <summary>
    /// Weight of the keys' scores, which makes unimportant keys give way. Scores are summed over layers, scenes and keys; see
    /// <see cref="TokenFusionLoss.Processes"/>.
    /// </summary>
    public double ScoreWeight { get; init; } = 1e-3;
}

/// <summary>The loss of TokenFusion for 3D detection: Group-Free's, for some epochs the pictures', and the scores' size.</summary>
/// <remarks>
/// B scenes, V views. Terms are Group-Free's with "loss" being both detectors' together, as the reference reports it
/// (github.com/yikaiw/TokenFusion); "loss2d_..." of the pictures; "slim" the scores' sum and "slim_weighted" what of it counts.
/// </remarks>
public sealed class TokenFusionLoss(TokenFusionLossOptions options)
{
    private readonly GroupFreeLoss _points = new(options.Points);
    private readonly YolosLoss _pictures = new(options.Pictures);

    public TokenFusionLossOptions Options { get; } = options;

    /// <summary>See <see cref="GroupFreeLoss.MeanOverProcesses"/> and <see cref="YolosLoss.MeanOverProcesses"/>.</summary>
    public Func<Tensor, Tensor> MeanOverProcesses
    {
        init
        {
            _points = new(Options.Points) { MeanOverProcesses = value };
            _pictures = new(Options.Pictures) { MeanOverProcesses = value };
        }
    }

    /// <summary>
    /// Processes whose gradients are averaged after this loss, and by which the scores' sum counts: the mean of what they add is then the
    /// sum over the joined batch. 1 leaves it a sum over this process's scenes, as published.
    /// </summary>
    public int Processes { get; init; } = 1;

    /// <param name="outputs">of a fused network, by its names</param>
    /// <param name="targets">[B]</param>
    /// <param name="views">[B][V] targets of each scene's pictures</param>
    /// <param name="epoch">from 1; evaluation passes 0</param>
    public LossTerms Compute(
        IReadOnlyDictionary<string, Tensor> outputs, DetectionTargets targets,
        IReadOnlyList<IReadOnlyList<IReadOnlyList<PictureTarget>>> views, int epoch)
    {
        using var scope = NewDisposeScope();
        LossTerms terms = _points.Compute(outputs, targets);
        var both = terms.Total;
        if (epoch <= Options.LastPictureEpoch)
            both = both + Pictures(outputs, views, terms);
        terms.Add("loss", both);

        var scores = terms.Add("slim", Scores(outputs, none: zeros_like(both)));
        var weighted = terms.Add("slim_weighted", scores * (Options.ScoreWeight * Processes));
        return terms.WithTotal(both + weighted).MoveToOuterDisposeScope();
    }

    // Mean over the views, each a batch of its own.
    private Tensor Pictures(
        IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyList<IReadOnlyList<IReadOnlyList<PictureTarget>>> views, LossTerms terms)
    {
        int scenes = views.Count, perScene = views[0].Count;
        var logits = ByView(outputs["pred_logits2d"], scenes, perScene);                                // [B, V, Q, C + 1]
        var boxes = ByView(outputs["pred_boxes2d"], scenes, perScene);
        LossTerms[] losses =
        [
            .. Enumerable.Range(0, perScene).Select(view => _pictures.Compute(
                logits.select(1, view), boxes.select(1, view), [.. views.Select(scene => scene[view])])),
        ];
        foreach (string name in losses[0].Terms.Keys)
            terms.Add("loss2d_" + name, Mean(losses.Select(loss => loss.Terms[name])));
        return Mean(losses.Select(loss => loss.Total));
    }

    private static Tensor ByView(Tensor pictures, int scenes, int views) =>
        pictures.reshape(scenes, views, pictures.shape[1], pictures.shape[2]);

    private static Tensor Mean(IEnumerable<Tensor> losses) => stack(losses, 0).mean();

    // An exchange without scores has nothing to make small.
    private static Tensor Scores(IReadOnlyDictionary<string, Tensor> outputs, Tensor none) => outputs
        .Where(output => output.Key.StartsWith("key_mask", StringComparison.Ordinal))
        .Select(output => output.Value.abs().sum())
        .DefaultIfEmpty(none)
        .Aggregate((sum, layer) => sum + layer);
}
