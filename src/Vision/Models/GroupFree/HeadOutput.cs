using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>What one prediction head says of each candidate, by the reference's names.</summary>
/// <remarks>
/// All [B, Q, ...]: center 3, objectness_scores 1, heading_scores and heading_residuals(_normalized) H, pred_size 3,
/// sem_cls_scores classes, base_xyz 3; with size clusters also size_scores S and size_residuals(_normalized) S x 3.
/// </remarks>
public sealed class HeadOutput
{
    private readonly Dictionary<string, Tensor> _tensors = [];

    private HeadOutput()
    {
    }

    public Tensor Center => _tensors["center"];

    public Tensor Size => _tensors["pred_size"];

    /// <summary>Adds the tensors to <paramref name="outputs"/> under a layer's prefix, such as "last_".</summary>
    internal void AddTo(IDictionary<string, Tensor> outputs, string prefix)
    {
        foreach (var (name, tensor) in _tensors)
            outputs[prefix + name] = tensor;
    }

    /// <summary>The same of the only cloud of a batch.</summary>
    internal HeadOutput WithoutBatch()
    {
        var single = new HeadOutput();
        foreach (var (name, tensor) in _tensors)
            single._tensors[name] = tensor.squeeze(0);
        return single;
    }

    internal HeadOutput MoveToOuterDisposeScope()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.MoveToOuterDisposeScope();
        return this;
    }

    /// <summary>The names of a detector's heads: the proposals', the decoder layers', and the last one's.</summary>
    internal static string Prefix(int layer, int layers) => layer == layers - 1 ? "last_" : layer < 0 ? "proposal_" : $"{layer}head_";

    internal static HeadOutput From(
        GroupFreeConfig config, Tensor seeds, Tensor objectness, Tensor centreResiduals, Tensor headingScores, Tensor headingResiduals,
        Tensor? sizeScores, Tensor? sizeResiduals, Tensor? size, Tensor classes)
    {
        var output = new HeadOutput();
        Dictionary<string, Tensor> t = output._tensors;
        t["base_xyz"] = seeds.alias();
        t["objectness_scores"] = objectness;
        t["center"] = seeds + centreResiduals;
        t["heading_scores"] = headingScores;
        t["heading_residuals_normalized"] = headingResiduals;
        t["heading_residuals"] = headingResiduals * (Math.PI / config.HeadingBins);
        t["sem_cls_scores"] = classes;
        if (size is not null)
        {
            t["pred_size"] = size;
            return output;
        }

        using var scope = NewDisposeScope();
        var means = tensor(config.MeanSizes.ToArray(), device: classes.device).reshape(1, 1, config.SizeClusters, 3);
        var residuals = sizeResiduals! * means;                                             // [B, Q, S, 3]
        var best = sizeScores!.argmax(-1, keepdim: true).unsqueeze(-1).expand(-1, -1, -1, 3);
        t["size_scores"] = sizeScores;
        t["size_residuals_normalized"] = sizeResiduals!;
        t["size_residuals"] = residuals.MoveToOuterDisposeScope();
        t["pred_size"] = (means + residuals).gather(2, best).squeeze(2).MoveToOuterDisposeScope();
        return output;
    }
}
