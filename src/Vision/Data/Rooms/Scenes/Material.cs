using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>How a material's two colours alternate over a surface.</summary>
public enum Pattern
{
    /// <summary>The first colour alone.</summary>
    Plain,

    /// <summary>Squares.</summary>
    Checks,

    /// <summary>Bands along the first axis of the place.</summary>
    Stripes,

    /// <summary>Rings and grain of wood.</summary>
    Wood,

    /// <summary>Running bond, the second colour in the joints.</summary>
    Bricks,

    /// <summary>Round spots in rows.</summary>
    Dots,

    /// <summary>Weave of cloth.</summary>
    Cloth,

    /// <summary>Clouds of several octaves: marble, carpet, stone.</summary>
    Noise,

    /// <summary>Square tiles, the second colour in the joints.</summary>
    Tiles,
}

/// <summary>What a surface is made of. Colours are linear RGB, 0..1.</summary>
public sealed record Material
{
    public required Vector3 Colour { get; init; }

    /// <summary>The pattern's other colour.</summary>
    public Vector3 SecondColour { get; init; }

    public Pattern Pattern { get; init; } = Pattern.Plain;

    /// <summary>Metres after which the pattern comes again.</summary>
    public float Scale { get; init; } = 0.1f;

    /// <summary>Of what is irregular in the pattern.</summary>
    public uint PatternSeed { get; init; }

    /// <summary>0: matt; 1: a mirror's highlight. Lamps show in it, objects do not.</summary>
    public float Gloss { get; init; }

    /// <summary>Share of light that passes straight through: glass.</summary>
    public float Transparency { get; init; }

    /// <summary>Share of a depth sensor's infrared light that comes back from a perpendicular look: about 0.8 for paint and cloth, below 0.1 for what it does not see.</summary>
    public float InfraredReturn { get; init; } = 0.8f;

    /// <summary>Light of its own, linear RGB: lampshades, screens, windows by day.</summary>
    public Vector3 Glow { get; init; }
}
