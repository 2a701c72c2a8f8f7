using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Looks;

/// <summary>Kinds of material, each with its pattern, its gloss and what it sends back of a depth sensor's light.</summary>
internal static class Stuff
{
    public static Material Paint(this SeededRandom random, Vector3 colour, float gloss = 0.08f) => new()
    {
        Colour = random.Near(colour),
        Gloss = gloss,
        InfraredReturn = random.Between(0.7f, 0.9f),
    };

    public static Material Wood(this SeededRandom random, Vector3 colour, float gloss = 0.2f)
    {
        Vector3 board = random.Near(colour, 0.15f);
        return new Material
        {
            Colour = board,
            SecondColour = board * random.Between(0.66f, 0.82f),
            Pattern = Pattern.Wood,
            Scale = random.Between(0.05f, 0.12f),
            PatternSeed = (uint)random.Next(int.MaxValue),
            Gloss = gloss,
            InfraredReturn = random.Between(0.55f, 0.8f),
        };
    }

    public static Material Cloth(this SeededRandom random, Vector3 colour)
    {
        Vector3 yarn = random.Near(colour);
        return new Material
        {
            Colour = yarn,
            SecondColour = yarn * random.Between(0.72f, 0.88f),
            Pattern = Pattern.Cloth,
            Scale = random.Between(0.008f, 0.02f),
            PatternSeed = (uint)random.Next(int.MaxValue),
            InfraredReturn = random.Between(0.6f, 0.9f),
        };
    }

    /// <summary>Cloth printed with a pattern in a second colour.</summary>
    public static Material Print(this SeededRandom random, Vector3 colour, Vector3 second) => random.Cloth(colour) with
    {
        SecondColour = random.Near(second),
        Pattern = random.Pick(Pattern.Stripes, Pattern.Checks, Pattern.Dots, Pattern.Noise),
        Scale = random.Between(0.06f, 0.22f),
    };

    public static Material Leather(this SeededRandom random, Vector3 colour)
    {
        Vector3 hide = random.Near(colour);
        return new Material
        {
            Colour = hide,
            SecondColour = hide * 0.8f,
            Pattern = Pattern.Noise,
            Scale = 0.03f,
            PatternSeed = (uint)random.Next(int.MaxValue),
            Gloss = random.Between(0.3f, 0.5f),
            InfraredReturn = random.Between(0.45f, 0.65f),
        };
    }

    public static Material Metal(this SeededRandom random, Vector3 colour) => new()
    {
        Colour = random.Near(colour, 0.06f),
        Gloss = random.Between(0.55f, 0.75f),
        InfraredReturn = random.Between(0.3f, 0.45f),
    };

    public static Material Plastic(this SeededRandom random, Vector3 colour) => new()
    {
        Colour = random.Near(colour),
        Gloss = random.Between(0.2f, 0.4f),
        InfraredReturn = random.Between(0.5f, 0.75f),
    };

    public static Material Ceramic(this SeededRandom random, Vector3 colour) => new()
    {
        Colour = random.Near(colour, 0.04f),
        Gloss = 0.6f,
        InfraredReturn = random.Between(0.5f, 0.65f),
    };

    public static Material Carpet(this SeededRandom random, Vector3 colour)
    {
        Vector3 pile = random.Near(colour);
        return new Material
        {
            Colour = pile,
            SecondColour = pile * random.Between(0.7f, 0.85f),
            Pattern = Pattern.Noise,
            Scale = random.Between(0.06f, 0.3f),
            PatternSeed = (uint)random.Next(int.MaxValue),
            InfraredReturn = random.Between(0.55f, 0.8f),
        };
    }

    public static Material Tiles(this SeededRandom random, Vector3 colour, float side)
    {
        Vector3 tile = random.Near(colour, 0.06f);
        return new Material
        {
            Colour = tile,
            SecondColour = tile * random.Between(0.5f, 0.75f),
            Pattern = Pattern.Tiles,
            Scale = side,
            PatternSeed = (uint)random.Next(int.MaxValue),
            Gloss = 0.45f,
            InfraredReturn = random.Between(0.5f, 0.65f),
        };
    }

    public static Material Mirror(this SeededRandom random) => new()
    {
        Colour = random.Near(Colours.Of(0x9FB2BC), 0.05f),
        SecondColour = Colours.Of(0x5F727E),
        Pattern = Pattern.Noise,
        Scale = 0.9f,
        PatternSeed = (uint)random.Next(int.MaxValue),
        Gloss = 1,
        InfraredReturn = 0.02f,
    };

    /// <summary>A screen that is off, or shows a picture.</summary>
    public static Material Screen(this SeededRandom random, bool on) => new()
    {
        Colour = Colours.Of(0x101216),
        SecondColour = on ? random.Near(random.Pick(Colours.BrightCloths)) : Colours.Of(0x15181C),
        Pattern = on ? random.Pick(Pattern.Noise, Pattern.Checks) : Pattern.Plain,
        Scale = 0.25f,
        PatternSeed = (uint)random.Next(int.MaxValue),
        Gloss = 0.8f,
        InfraredReturn = 0.04f,
        Glow = on ? random.Near(random.Pick(Colours.Of(0x3C6FA8), Colours.Of(0x6FA87A), Colours.Of(0xA8A8B8))) * 0.6f : default,
    };

    public static Material Shining(Vector3 light) => new() { Colour = Colours.White, Glow = light, InfraredReturn = 0.6f };

    /// <summary>The material as a depth sensor hardly sees it: polished, so that the infrared light goes elsewhere or is swallowed.</summary>
    public static Material HiddenFromDepth(this Material material, SeededRandom random) => material with
    {
        Gloss = MathF.Max(material.Gloss, 0.7f),
        InfraredReturn = random.Between(0.005f, 0.04f),
    };
}
