namespace Fuse3D.ServiceDefaults.Dense;

/// <summary>What a caller of a dense model may ask for at once, so that one frame cannot take the service's memory.</summary>
/// <param name="PicturePixels">of a picture</param>
/// <param name="TilePixels">that the network is given at once, before scaling</param>
public sealed record DenseLimits(long PicturePixels, int TilePixels)
{
    /// <summary>16 megapixels, in tiles of one.</summary>
    public static DenseLimits Usual { get; } = new(16_000_000, 1 << 20);

    /// <summary>Pixels of a tile that may be asked for at most.</summary>
    public const int MostTile = 1 << 24;

    /// <summary>Pixels of a scaled tile, as a multiple of a tile's: a scale of 2 is allowed for the largest.</summary>
    public const int MostScaling = 4;
}
