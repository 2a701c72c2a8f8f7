using System.ComponentModel.DataAnnotations;

namespace Fuse3D.Vision.Configs;

/// <summary>Weights of a dense network's loss.</summary>
public sealed record DenseLossConfig
{
    /// <summary>Of the sum of scales (exchange of channels) or scores (exchange of tokens); 0: none.</summary>
    [Range(0.0, 1e6)] public double Penalty { get; init; }

    /// <summary>The penalty counts once for each branch and their ensemble, as CEN's published segmentation has it; otherwise once.</summary>
    public bool PenaltyPerOutput { get; init; }

    /// <summary>Of the sum of norms' scales, where tokens' channels are exchanged, too (model.tokens.channel_threshold); 0: none.</summary>
    [Range(0.0, 1e6)] public double ChannelPenalty { get; init; }

    /// <summary>Of the terms that draw the modalities' maps together, in the baseline "align".</summary>
    [Range(0.0, 1e6)] public double Alignment { get; init; } = 0.1;

    /// <summary>Of the distance to the target; translation.</summary>
    [Range(0.0, 1e6)] public double L1 { get; init; } = 100;
}
