using Fuse3D.Vision.Models.Norms;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>Turns candidate features into boxes, headings, sizes and classes.</summary>
/// <remarks>B clouds, C channels, Q candidates, H heading bins, S size clusters. Field names are the checkpoint's keys.</remarks>
public sealed class PredictionHead : nn.Module<Tensor, Tensor, HeadOutput>
{
    private readonly Conv1d conv1, conv2, objectness_scores_head, center_residual_head;
    private readonly Conv1d heading_class_head, heading_residual_head, sem_cls_scores_head;
    private readonly Conv1d? size_class_head, size_residual_head, size_pred_head;
    private readonly SyncBatchNorm bn1, bn2;
    private readonly GroupFreeConfig _config;

    public PredictionHead(GroupFreeConfig config) : base(nameof(PredictionHead))
    {
        _config = config;
        conv1 = nn.Conv1d(config.Channels, config.Channels, 1);
        bn1 = new(config.Channels);
        conv2 = nn.Conv1d(config.Channels, config.Channels, 1);
        bn2 = new(config.Channels);
        objectness_scores_head = nn.Conv1d(config.Channels, 1, 1);
        center_residual_head = nn.Conv1d(config.Channels, 3, 1);
        heading_class_head = nn.Conv1d(config.Channels, config.HeadingBins, 1);
        heading_residual_head = nn.Conv1d(config.Channels, config.HeadingBins, 1);
        if (config.ClassAgnosticSize)
        {
            size_pred_head = nn.Conv1d(config.Channels, 3, 1);
        }
        else
        {
            size_class_head = nn.Conv1d(config.Channels, config.SizeClusters, 1);
            size_residual_head = nn.Conv1d(config.Channels, config.SizeClusters * 3, 1);
        }

        sem_cls_scores_head = nn.Conv1d(config.Channels, config.Classes, 1);
        RegisterComponents();
    }

    /// <param name="features">[B, C, Q]</param>
    /// <param name="seeds">[B, Q, 3] the candidates' seeds; a centre is always its seed plus a residual, in every layer</param>
    public override HeadOutput forward(Tensor features, Tensor seeds)
    {
        using var scope = NewDisposeScope();
        var x = nn.functional.relu(bn1.call(conv1.call(features)));
        x = nn.functional.relu(bn2.call(conv2.call(x)));
        Tensor Read(Conv1d head) => head.call(x).transpose(1, 2).contiguous();              // [B, Q, outputs]

        Tensor? clusters = size_class_head is null ? null : Read(size_class_head);
        Tensor? residuals = size_residual_head is null ? null
            : Read(size_residual_head).reshape(x.shape[0], x.shape[2], _config.SizeClusters, 3);
        var output = HeadOutput.From(
            _config, seeds, Read(objectness_scores_head), Read(center_residual_head), Read(heading_class_head), Read(heading_residual_head),
            clusters, residuals, size_pred_head is null ? null : Read(size_pred_head), Read(sem_cls_scores_head));
        return output.MoveToOuterDisposeScope();
    }
}
