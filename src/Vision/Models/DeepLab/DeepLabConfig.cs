namespace Fuse3D.Vision.Models.DeepLab;

/// <summary>Every value that shapes a DeepLabv3+ on an Xception for several modalities.</summary>
public sealed record DeepLabConfig
{
    public int Classes { get; init; } = 19;         // Cityscapes
    public int Modalities { get; init; } = 2;

    /// <summary>Asymmetric fusion (AsymFusion) in the last block of each resolution.</summary>
    public bool Asymmetric { get; init; }

    public int MiddleBlocks { get; init; } = 16;    // of an Xception-65
    public int Width { get; init; } = 256;          // channels of each branch of the pyramid, and of the decoder
    public int FineWidth { get; init; } = 48;       // channels that the fine features are reduced to
    public double Dropout { get; init; } = 0.1;     // behind the pyramid

    /// <summary>Dilations of the pyramid's separable convolutions.</summary>
    public IReadOnlyList<int> Rates { get; init; } = [6, 12, 18];

    public static DeepLabConfig AsymFusionXception65 { get; } = new() { Asymmetric = true };
}
