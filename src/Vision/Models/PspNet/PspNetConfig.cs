using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.ResNet;

namespace Fuse3D.Vision.Models.PspNet;

/// <summary>Every value that shapes a PSPNet for several modalities.</summary>
public sealed record PspNetConfig
{
    public required int Classes { get; init; }
    public ResNetConfig Encoder { get; init; } = new() { Dilated = true };
    public int Width { get; init; } = 512;          // channels of each pooled level, and before the classes
    public double Dropout { get; init; } = 0.1;     // before the classes

    /// <summary>Cells on a side of each pooled level.</summary>
    public IReadOnlyList<int> Bins { get; init; } = [1, 2, 3, 6];

    /// <summary>Scales that training makes small, where channels are exchanged.</summary>
    public SparsePart Sparsity { get; init; } = SparsePart.Alternating;

    public static PspNetConfig CenR152 { get; } = new()
    {
        Classes = 40,
        Encoder = new() { Blocks = ResNetConfig.R152, Exchange = new(), Dilated = true },
    };
}
