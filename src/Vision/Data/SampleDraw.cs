namespace Fuse3D.Vision.Data;

/// <summary>How a sample is drawn from a scene.</summary>
/// <param name="Points">that the cloud is brought to</param>
/// <param name="Seed">of every random choice: augmentation and points</param>
public sealed record SampleDraw(int Points, ulong Seed)
{
    /// <summary>Training's random mirror, turn and scale.</summary>
    public bool Augment { get; init; }

    /// <summary>Adds each point's height over the floor, in metres.</summary>
    public bool UseHeight { get; init; }

    /// <summary>Adds each point's red, green and blue, less the mean colour that the published loaders take off.</summary>
    public bool UseColour { get; init; }

    /// <summary>Pictures wanted: 0 = points only. SUN RGB-D has one per frame; ScanNet gives at most so many.</summary>
    public int Views { get; init; }

    /// <summary>How pictures become the image network's input; needed when <see cref="Views"/> is above 0.</summary>
    public ViewInput? View { get; init; }

    /// <summary>Values per point besides x, y, z: the colours first, then the height.</summary>
    public int Features => (UseHeight ? 1 : 0) + (UseColour ? 3 : 0);
}
