using System.ComponentModel.DataAnnotations;

namespace Fuse3D.Vision.Configs;

/// <summary>How a network is measured.</summary>
public sealed record EvalConfig
{
    /// <summary>published: the official evaluator with its quirks; exact: without them; or the id of an evaluation protocol.</summary>
    public string Protocol { get; init; } = "published";

    /// <summary>IoU above which a detection counts as found.</summary>
    [Range(0.0, 1.0)] public IReadOnlyList<double> Thresholds { get; init; } = [0.25, 0.5];

    /// <summary>Heads whose boxes are measured, each by itself: last, proposal, 0, 1, ..., last_three, all_layers.</summary>
    public IReadOnlyList<string> Heads { get; init; } = ["last"];

    /// <summary>Times that the clouds are drawn anew and measured.</summary>
    [Range(1, 1_000)] public int Repeats { get; init; } = 1;

    [Range(1, 4_096)] public int Batch { get; init; } = 16;

    /// <summary>Boxes with fewer than 5 points are dropped.</summary>
    public bool RemoveEmpty { get; init; } = true;

    /// <summary>A box goes when its overlap (IoU) with a better one of its class exceeds this; 0.25 is published, 1 keeps all.</summary>
    [Range(0.0, 1.0)] public double Suppression { get; init; } = 0.25;

    public ulong Seed { get; init; }

    /// <summary>Published mAP in percent, one per threshold in their order; of pictures one, the mean over the thresholds. Empty: none is known.</summary>
    [Range(0.0, 100.0)] public IReadOnlyList<double> Expected { get; init; } = [];

    /// <summary>Percentage points that a run may differ from <see cref="Expected"/>.</summary>
    [Range(0.0, 100.0)] public double Tolerance { get; init; } = 1;
}
