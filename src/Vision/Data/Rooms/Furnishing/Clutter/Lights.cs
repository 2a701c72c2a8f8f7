using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Lamps: on tables, on the floor, at the ceiling. A lit one glows and gives light through the openings of its shade.</summary>
internal static class Lights
{
    private const string Label = "lamp";

    private static readonly Vector3 Warm = new(1, 0.84f, 0.62f), Neutral = new(1, 0.93f, 0.82f), Cool = new(0.95f, 1, 1.02f);

    /// <param name="lit">0: off; 1: as bright as it can be</param>
    public static Piece OnTable(SeededRandom random, float lit)
    {
        float height = random.Between(0.34f, 0.56f), shade = random.Between(0.1f, 0.16f), foot = random.Between(0.05f, 0.08f),
            tall = height * random.Between(0.36f, 0.46f);
        Shape shape = new();
        if (random.Chance(0.5))
        {
            shape.Loft(
                Role.Body,
                [
                    new(0, 0, 0), new(foot, foot, 0), new(foot * 1.25f, foot * 1.25f, height * 0.2f),
                    new(foot * 0.4f, foot * 0.4f, height * 0.5f), new(0.01f, 0.01f, height - tall + 0.02f), new(0, 0, height - tall + 0.02f),
                ],
                quarter: 4);
        }
        else
        {
            shape.Column(Role.Body, 0, 0, 0, 0.02f, foot * 1.2f, quarter: 4);
            shape.Column(Role.Body, 0, 0, 0.02f, height - tall * 0.5f, 0.009f);
        }

        AddShade(shape, shade, height - tall, height, random.Between(0.55f, 0.95f));
        return new Piece(Label, shape, Dress(random.Branch(), lit)) { Lamp = Bulb(height - tall * 0.45f, 0.03f, 0.65f * lit, Warm) };
    }

    public static Piece OnFloor(SeededRandom random, float lit)
    {
        float height = random.Between(1.45f, 1.75f), shade = random.Between(0.16f, 0.24f), tall = random.Between(0.22f, 0.32f);
        Shape shape = new();
        shape.Column(Role.Body, 0, 0, 0, 0.025f, random.Between(0.12f, 0.16f), quarter: 5);
        shape.Column(Role.Body, 0, 0, 0.025f, height - tall * 0.5f, 0.012f);
        AddShade(shape, shade, height - tall, height, random.Between(0.6f, 0.95f));
        return new Piece(Label, shape, Dress(random.Branch(), lit)) { Lamp = Bulb(height - tall * 0.4f, 0.05f, 1.5f * lit, Warm) };
    }

    /// <summary>At the ceiling; its upper end is at z = 0.</summary>
    public static Piece OnCeiling(SeededRandom random, RoomKind kind, float lit)
    {
        Shape shape = new();
        Vector3 colour = kind is RoomKind.Study or RoomKind.Bathroom ? Cool : Neutral;
        float low;
        if (kind == RoomKind.Study && random.Chance(0.6))
        {
            low = -0.07f;
            shape.Box(Role.Body, 0, 0, 0.3f, 1.2f, -0.05f, 0);
            shape.Box(Role.Glow, 0, 0, 0.26f, 1.16f, low, -0.05f);
        }
        else if (kind is RoomKind.Dining or RoomKind.Living && random.Chance(0.6))
        {
            float drop = random.Between(0.35f, 0.6f), wide = random.Between(0.16f, 0.25f);
            low = -drop;
            shape.Column(Role.Body, 0, 0, -0.03f, 0, 0.05f);
            shape.Column(Role.Body, 0, 0, -drop + 0.2f, -0.03f, 0.004f, quarter: 2);
            shape.Loft(
                Role.Shade,
                [new(wide, wide, low), new(wide * 0.85f, wide * 0.85f, low + 0.1f), new(0.04f, 0.04f, low + 0.21f), new(0, 0, low + 0.21f)],
                quarter: 5);
            shape.Loft(
                Role.Shade,
                [
                    new(0, 0, low + 0.2f), new(0.035f, 0.035f, low + 0.2f), new(wide * 0.82f, wide * 0.82f, low + 0.095f),
                    new(wide - 0.005f, wide - 0.005f, low),
                ],
                quarter: 5);
            shape.Loft(
                Role.Glow,
                [new(0, 0, low + 0.06f), new(0.035f, 0.035f, low + 0.08f), new(0.035f, 0.035f, low + 0.12f), new(0, 0, low + 0.16f)],
                quarter: 3);
        }
        else
        {
            float wide = random.Between(0.16f, 0.24f);
            low = -0.11f;
            shape.Loft(
                Role.Glow,
                [
                    new(0, 0, low), new(wide * 0.6f, wide * 0.6f, low + 0.02f), new(wide * 0.95f, wide * 0.95f, low + 0.065f),
                    new(wide, wide, low + 0.09f),
                ],
                quarter: 5);
            shape.Column(Role.Body, 0, 0, low + 0.088f, 0, wide + 0.01f, quarter: 5);
        }

        return new Piece(Label, shape, Dress(random.Branch(), lit)) { Lamp = Bulb(low - 0.13f, 0.1f, 4.4f * lit, colour) };
    }

    private static Lamp? Bulb(float z, float radius, float power, Vector3 colour) =>
        power < 0.05f ? null : new Lamp(new(0, 0, z), radius, colour * power, Vector3.Zero);

    // A tube with an inner and an outer skin, open at both ends.
    private static void AddShade(Shape shape, float radius, float bottom, float top, float taper)
    {
        float upper = radius * taper;
        shape.Loft(Role.Shade, [new(radius, radius, bottom), new(upper, upper, top)], quarter: 5);
        shape.Loft(Role.Shade, [new(upper - 0.003f, upper - 0.003f, top), new(radius - 0.003f, radius - 0.003f, bottom)], quarter: 5);
    }

    private static Palette Dress(SeededRandom random, float lit)
    {
        Vector3 shade = random.Pick(Colours.OffWhite, Colours.Of(0xD9C7A3), Colours.Of(0xC98B5A), Colours.Of(0x8FA3AD), Colours.White);
        var foot = random.Chance(0.5)
            ? random.Metal(random.Pick(Colours.Brass, Colours.Steel, Colours.Black))
            : random.Ceramic(random.Pick(Colours.BrightCloths));
        return new Palette(foot)
        {
            [Role.Shade] = random.Cloth(shade) with { Glow = shade * Warm * 0.9f * lit },
            [Role.Glow] = Stuff.Shining(Neutral * (0.2f + 2.2f * lit)),
        };
    }
}
