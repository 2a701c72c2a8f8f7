using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shell;

/// <summary>What a room's floor, ceiling and walls are made of.</summary>
/// <param name="AccentWall">the wall with a colour of its own; -1: none</param>
/// <param name="TiledTo">height of the tiles where walls have them</param>
internal sealed record ShellLooks(
    Material Floor, Material Ceiling, Material Walls, Material Accent, int AccentWall, Material Skirting, Material Tiles, float TiledTo)
{
    /// <summary>The floor's material in three tones.</summary>
    public Palette Boards => new(Floor) { [Role.Second] = Toned(0.86f), [Role.Third] = Toned(1.12f) };

    public static ShellLooks Draw(RoomKind kind, SeededRandom random)
    {
        bool bath = kind == RoomKind.Bathroom, carpet = kind is RoomKind.Bedroom or RoomKind.Study or RoomKind.Lounge && random.Chance(0.5);
        Material floor = bath
            ? random.Tiles(random.Pick(Colours.FloorTiles), random.Pick(0.2f, 0.3f, 0.4f))
            : carpet ? random.Carpet(random.Pick(Colours.Carpets))
            : random.Wood(random.Pick(Colours.Floorboards), 0.15f);
        Material walls = Papered(random.Paint(random.Pick(Colours.Walls), 0.03f), random, bath ? 0 : 0.12);
        Material accent = Papered(random.Paint(random.Pick(Colours.AccentWalls), 0.03f), random, 0.25);
        return new ShellLooks(
            floor, random.Paint(Colours.White, 0) with { Gloss = 0 }, walls, accent, !bath && random.Chance(0.4) ? random.Next(4) : -1,
            random.Chance(0.7) ? random.Paint(Colours.White, 0.15f) : random.Wood(random.Pick(Colours.WarmWoods)),
            random.Tiles(random.Pick(Colours.TileTints), random.Pick(0.1f, 0.15f, 0.2f)), random.Pick(1.2f, 1.6f, 2.1f));
    }

    private Material Toned(float tone) => Floor with { Colour = Floor.Colour * tone, SecondColour = Floor.SecondColour * tone };

    private static Material Papered(Material paint, SeededRandom random, double share) => !random.Chance(share) ? paint : paint with
    {
        SecondColour = paint.Colour * random.Between(0.8f, 0.92f),
        Pattern = random.Pick(Pattern.Stripes, Pattern.Dots, Pattern.Noise, Pattern.Bricks),
        Scale = random.Between(0.08f, 0.25f),
        PatternSeed = (uint)random.Next(int.MaxValue),
    };
}
