using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>What chairs are made of; hidden from depth: polished leather on chrome, or tinted plastic.</summary>
internal static class ChairLooks
{
    public static Palette Wood(SeededRandom random, bool cushioned, bool hides)
    {
        if (hides && cushioned)
        {
            var hide = random.Leather(random.Pick(Colours.Of(0x28282C), Colours.Of(0x6B1F1F), Colours.Of(0x2A4A3A)));
            return new Palette(hide) { [Role.Legs] = random.Metal(Colours.Chrome) }.HiddenFromDepth(random);
        }

        var wood = random.Wood(random.Pick(random.Pick(Colours.WarmWoods), random.Pick(Colours.PaleWoods), random.Pick(Colours.DarkWoods)));
        var cloth = random.Cloth(random.Pick(random.Pick(Colours.Cloths), random.Pick(Colours.BrightCloths)));
        Palette looks = new(wood) { [Role.Seat] = cloth, [Role.Back] = cloth };
        return hides ? looks.HiddenFromDepth(random) : looks;
    }

    public static Palette Plastic(SeededRandom random, bool hides)
    {
        var legs = random.Chance(0.6) ? random.Wood(random.Pick(Colours.PaleWoods)) : random.Metal(Colours.Steel);
        var shell = random.Plastic(random.Chance(0.5) ? Colours.White : random.Pick(Colours.BrightCloths));
        return hides
            ? new Palette(random.Plastic(random.Pick(Colours.Of(0x8FB8C4), Colours.Of(0xC06A2A), Colours.Of(0x7A2A4A))) with { Transparency = 0.15f })
            {
                [Role.Legs] = random.Metal(Colours.Chrome),
            }.HiddenFromDepth(random)
            : new Palette(shell) { [Role.Legs] = legs };
    }

    public static Palette Office(SeededRandom random, bool hides)
    {
        var frame = random.Chance(0.5) ? random.Metal(Colours.Steel) : random.Plastic(Colours.Of(0x3A3C40));
        if (hides)
        {
            var hide = random.Leather(random.Pick(Colours.Of(0x242428), Colours.Of(0x242428), Colours.Of(0x5A2A1C)));
            return new Palette(hide) { [Role.Legs] = random.Metal(Colours.Chrome), [Role.Handles] = hide }.HiddenFromDepth(random);
        }

        var cloth = random.Cloth(
            random.Pick(Colours.Of(0x4A4D52), Colours.Of(0x3C5A80), Colours.Of(0x7A3A36), Colours.Of(0x4F6B55), Colours.Of(0x8A8C90)));
        return new Palette(cloth) { [Role.Legs] = frame, [Role.Handles] = random.Plastic(Colours.Of(0x3A3C40)) };
    }
}
