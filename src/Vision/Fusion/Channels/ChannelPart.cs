namespace Fuse3D.Vision.Fusion.Channels;

/// <summary>The part of a layer's channels that belongs to one modality, where M modalities share them evenly.</summary>
/// <remarks>Channel c of C belongs to modality floor(c M / C).</remarks>
public readonly record struct ChannelPart(long Start, long Length)
{
    public static ChannelPart Of(int modality, int modalities, long channels)
    {
        long start = Ceiling(modality * channels, modalities);
        return new(start, Ceiling((modality + 1) * channels, modalities) - start);
    }

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;
}
