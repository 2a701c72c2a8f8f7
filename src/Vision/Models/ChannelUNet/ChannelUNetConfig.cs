using Fuse3D.Vision.Fusion.Channels;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>Every value that shapes the image translation networks of CEN and AsymFusion.</summary>
public sealed record ChannelUNetConfig
{
    /// <summary>Sides of a picture are multiples of this many pixels: the encoder halves them eight times.</summary>
    public const int PictureMultiple = 256;

    public int Modalities { get; init; } = 2;
    public int Width { get; init; } = 64;           // channels behind the first convolution; eight times that at most
    public int Channels { get; init; } = 3;         // of a picture, in and out
    public double Dropout { get; init; } = 0.5;     // in the first three stages of the decoder

    /// <summary>Channel exchange (CEN) in stages 2 to 7 of the encoder; null: none.</summary>
    public ExchangeRule? Exchange { get; init; }

    /// <summary>Asymmetric fusion (AsymFusion) in stages 3 to 7 of the encoder.</summary>
    public bool Asymmetric { get; init; }

    /// <summary>Scales that training makes small, where channels are exchanged.</summary>
    public SparsePart Sparsity { get; init; } = SparsePart.Alternating;

    public static ChannelUNetConfig Cen { get; } = new() { Exchange = new() { Threshold = 0.01f } };
    public static ChannelUNetConfig AsymFusion { get; } = new() { Asymmetric = true };
}
