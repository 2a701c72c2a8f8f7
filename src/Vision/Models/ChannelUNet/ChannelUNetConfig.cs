using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.Modalities;

namespace Fuse3D.Vision.Models.ChannelUNet;

/// <summary>Every value that shapes the image translation networks of CEN and AsymFusion.</summary>
public sealed record ChannelUNetConfig
{
    public int Modalities { get; init; } = 2;

    /// <summary>Stages of the encoder, which halve the size each, and of the decoder; published are 8.</summary>
    public int Stages { get; init; } = 8;

    public int Width { get; init; } = 64;           // channels behind the first convolution; eight times that at most
    public int Channels { get; init; } = 3;         // of a picture, in and out
    public double Dropout { get; init; } = 0.5;     // in the first three stages of the decoder

    /// <summary>Channel exchange (CEN) in all stages of the encoder but the first and the last; null: none.</summary>
    public ExchangeRule? Exchange { get; init; }

    /// <summary>Asymmetric fusion (AsymFusion) in the encoder from stage 3 on, but for the last.</summary>
    public bool Asymmetric { get; init; }

    /// <summary>Fusion of whole maps behind norms of the encoder, for comparison; with 8 stages 2 early, 4 middle, 7 late, 2 to 7 all.</summary>
    public MapFusion Baseline { get; init; } = MapFusion.None;

    /// <summary>Scales that training makes small, where channels are exchanged.</summary>
    public SparsePart Sparsity { get; init; } = SparsePart.Alternating;

    /// <summary>Sides of a picture are multiples of this many pixels.</summary>
    public int PictureMultiple => 1 << Stages;

    public static ChannelUNetConfig Cen { get; } = new() { Exchange = new() { Threshold = 0.01f } };
    public static ChannelUNetConfig AsymFusion { get; } = new() { Asymmetric = true };

    /// <exception cref="InvalidInputException">values that make no network</exception>
    internal void Require()
    {
        if (Stages is < 3 or > 8)
            throw new InvalidInputException($"channel_unet.stages is {Stages}; it may be 3 to 8", "channel_unet.stages");
        Baseline.Require(first: 2, last: Stages - 1);
    }
}
