using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>The colour that a patterned material shows at a place.</summary>
/// <remarks>
/// Flat patterns are laid on the two axes that a face lies along most. What is finer than a pixel fades into the pattern's mean colour,
/// so that far floors do not shimmer.
/// </remarks>
internal static class SurfacePatterns
{
    /// <param name="place">the object's own axes, metres</param>
    /// <param name="footprint">metres of the surface that a pixel covers</param>
    public static Vector3 Colour(Material material, Vector3 place, PatternAxes axes, float footprint)
    {
        if (material.Pattern == Pattern.Plain)
            return material.Colour;
        float scale = MathF.Max(material.Scale, 1e-4f), width = footprint / scale;
        Vector3 at = place / scale;
        Vector2 flat = axes.Lay(at);
        (float share, float mean, float tone) = material.Pattern switch
        {
            Pattern.Checks => Checks(flat, width),
            Pattern.Stripes => Stripes(flat, width),
            Pattern.Wood => Wood(at, axes.Steep ? new(flat.Y, flat.X) : flat, material.PatternSeed),
            Pattern.Bricks => Bricks(flat, width, material.PatternSeed),
            Pattern.Dots => Dots(flat, width),
            Pattern.Cloth => Cloth(flat, material.PatternSeed),
            Pattern.Noise => Noise(at, width, material.PatternSeed),
            Pattern.Tiles => Tiles(flat, width, material.PatternSeed),
            _ => (0, 0, 1),
        };
        float keep = Math.Clamp(1.5f - 2 * width, 0, 1);            // nothing is left once a pixel covers three quarters of a repeat
        share = mean + (share - mean) * keep;
        return Vector3.Lerp(material.Colour, material.SecondColour, share) * (1 + (tone - 1) * keep);
    }

    private static (float, float, float) Checks(Vector2 p, float width)
    {
        float a = Band(p.X, 0.5f, width), b = Band(p.Y, 0.5f, width);
        return (a + b - 2 * a * b, 0.5f, 1);                        // one or the other
    }

    private static (float, float, float) Stripes(Vector2 p, float width) => (Band(p.X, 0.5f, width), 0.5f, 1);

    // Rings of a trunk that lies along the first axis, bent a little, and fine fibres along it.
    private static (float, float, float) Wood(Vector3 at, Vector2 flat, uint seed)
    {
        float bend = HashNoise.Smooth(new(flat.X * 0.35f, flat.Y * 0.9f, 0.5f), seed);
        float ring = Fraction(flat.Y + 2.2f * bend + 0.13f * at.Z);
        float fibre = HashNoise.Smooth(new(flat.X * 1.5f, flat.Y * 28, 0.5f), seed + 1);
        return (0.65f * ring * ring + 0.35f * fibre, 0.39f, 0.94f + 0.12f * HashNoise.Smooth(new(flat.X * 0.2f, flat.Y * 3, 1.5f), seed + 2));
    }

    // A brick is a scale long and a third of it high.
    private static (float, float, float) Bricks(Vector2 p, float width, uint seed)
    {
        float row = MathF.Floor(p.Y * 3), along = p.X + 0.5f * (row - 2 * MathF.Floor(row * 0.5f));
        float joint = MathF.Max(Joint(along, 0.035f, width), Joint(p.Y * 3, 0.1f, 3 * width));
        return (joint, 0.13f, 0.85f + 0.3f * HashNoise.Cell((int)MathF.Floor(along), (int)row, seed));
    }

    private static (float, float, float) Dots(Vector2 p, float width)
    {
        var offset = new Vector2(Fraction(p.X) - 0.5f, Fraction(p.Y) - 0.5f);
        return (Step(0.28f - offset.Length(), width), 0.246f, 1);   // pi 0.28²
    }

    // Threads pass over and under one another.
    private static (float, float, float) Cloth(Vector2 p, uint seed)
    {
        float weave = MathF.Sin(p.X * MathF.Tau) * MathF.Sin(p.Y * MathF.Tau);
        float thread = HashNoise.Cell((int)MathF.Floor(p.X * 2), (int)MathF.Floor(p.Y * 2), seed);
        return (0.5f + 0.4f * weave, 0.5f, 0.93f + 0.14f * thread);
    }

    private static (float, float, float) Noise(Vector3 at, float width, uint seed)
    {
        int octaves = width < 0.06f ? 4 : width < 0.2f ? 3 : 2;
        float cloud = HashNoise.Clouds(at, seed, octaves);
        return (Math.Clamp((cloud - 0.5f) * 2 + 0.5f, 0, 1), 0.5f, 1);
    }

    private static (float, float, float) Tiles(Vector2 p, float width, uint seed)
    {
        float joint = MathF.Max(Joint(p.X, 0.025f, width), Joint(p.Y, 0.025f, width));
        return (joint, 0.05f, 0.95f + 0.1f * HashNoise.Cell((int)MathF.Floor(p.X), (int)MathF.Floor(p.Y), seed));
    }

    /// <summary>1 in the first part of each unit, 0 in the rest.</summary>
    private static float Band(float x, float part, float width)
    {
        float fromMiddle = MathF.Abs(Fraction(x) - 0.5f * part);
        return Step(0.5f * part - MathF.Min(fromMiddle, 1 - fromMiddle), width);
    }

    /// <summary>1 where a whole number is nearer than half the joint.</summary>
    private static float Joint(float x, float joint, float width)
    {
        float at = Fraction(x), far = MathF.Min(at, 1 - at);
        // A joint narrower than a pixel is as faint as it is narrow.
        return Step(0.5f * joint - far, width) * MathF.Min(1, joint / MathF.Max(width, 1e-6f));
    }

    /// <summary>0 below, 1 above, rising over a pixel's width.</summary>
    private static float Step(float above, float width) => Math.Clamp(above / MathF.Max(width, 1e-6f) + 0.5f, 0, 1);

    private static float Fraction(float x) => x - MathF.Floor(x);
}
