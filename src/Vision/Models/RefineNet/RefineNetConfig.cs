using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.ResNet;

namespace Fuse3D.Vision.Models.RefineNet;

/// <summary>Every value that shapes a RefineNet for several modalities, CEN and AsymFusion among them.</summary>
public sealed record RefineNetConfig
{
    public required int Classes { get; init; }

    public ResNetConfig Encoder { get; init; } = new();

    public double Dropout { get; init; } = 0.5;     // before and behind the decoder

    /// <summary>Scales that training makes small, where channels are exchanged.</summary>
    public SparsePart Sparsity { get; init; } = SparsePart.Alternating;

    public static RefineNetConfig CenR101 { get; } = new() { Classes = 40, Encoder = new() { Exchange = new() } };
    public static RefineNetConfig CenR152 { get; } = CenR101 with { Encoder = CenR101.Encoder with { Blocks = ResNetConfig.R152 } };
    public static RefineNetConfig AsymFusionR101 { get; } = new() { Classes = 40, Encoder = new() { Asymmetric = true } };
    public static RefineNetConfig AsymFusionR152 { get; } = AsymFusionR101 with { Encoder = AsymFusionR101.Encoder with { Blocks = ResNetConfig.R152 } };
}
