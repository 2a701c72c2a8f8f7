namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>Where a prediction head's outputs stand in one row, when all of them come from one matrix product.</summary>
internal sealed class HeadLayout
{
    private readonly List<(string Layer, int Outputs)> _parts;

    public HeadLayout(GroupFreeConfig config)
    {
        (string, int)[] size = config.ClassAgnosticSize
            ? [("size_pred_head", 3)]
            : [("size_class_head", config.SizeClusters), ("size_residual_head", 3 * config.SizeClusters)];
        _parts =
        [
            ("objectness_scores_head", 1), ("center_residual_head", 3), ("heading_class_head", config.HeadingBins),
            ("heading_residual_head", config.HeadingBins), .. size, ("sem_cls_scores_head", config.Classes),
        ];
        Width = _parts.Sum(part => part.Outputs);
    }

    /// <summary>Outputs of all layers together.</summary>
    public int Width { get; }

    /// <summary>The layers' names in the checkpoint, in order.</summary>
    public IEnumerable<string> Layers => _parts.Select(part => part.Layer);

    /// <summary>Columns of one layer's outputs; none when the head has no such layer.</summary>
    public (int First, int Count) this[string layer]
    {
        get
        {
            int first = 0;
            foreach (var (name, outputs) in _parts)
            {
                if (name == layer)
                    return (first, outputs);
                first += outputs;
            }

            return (0, 0);
        }
    }
}
