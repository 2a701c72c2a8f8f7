using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shell;

/// <summary>Windows in an opening of a wall: frame, panes that show the sky and what is below it, sill, light by day.</summary>
internal static class Windows
{
    /// <summary>Built with its front +x, its lower edge at z = 0, its middle at y = 0.</summary>
    /// <param name="daylight">0: night; 1: a bright day</param>
    public static Piece Make(float width, float height, float deep, float daylight, SeededRandom random)
    {
        Shape shape = new();
        float half = width / 2, frame = 0.05f, pane = -deep + 0.03f;
        foreach (int sign in (int[])[1, -1])
            shape.Box(Role.Body, pane, sign * (half - frame / 2), 0.05f, frame, 0, height);
        shape.Box(Role.Body, pane, 0, 0.05f, width - 2 * frame, 0, frame);
        shape.Box(Role.Body, pane, 0, 0.05f, width - 2 * frame, height - frame, height);
        int wings = width > 1.5f ? 3 : width > 0.8f ? 2 : 1;
        for (int i = 1; i < wings; i++)
            shape.Box(Role.Body, pane, -half + width * i / wings, 0.045f, 0.07f, frame, height - frame);
        if (random.Chance(0.3))
            shape.Box(Role.Body, pane, 0, 0.04f, width - 2 * frame, height * 0.68f, height * 0.68f + 0.03f);
        shape.Box(Role.Second, new(-deep + 0.06f, -half - 0.02f, -0.025f), new(0.05f, half + 0.02f, 0));

        float horizon = frame + (height - 2 * frame) * random.Between(0.15f, 0.5f);
        shape.Box(Role.Third, new(pane - 0.008f, -half + frame, frame), new(pane + 0.004f, half - frame, horizon));
        shape.Box(Role.Fourth, new(pane - 0.008f, -half + frame, horizon), new(pane + 0.004f, half - frame, height - frame));
        return new Piece("window", shape, Dress(daylight, random.Branch())) { Lamp = Daylight(width, height, daylight) };
    }

    private static Lamp? Daylight(float width, float height, float daylight) => daylight < 0.05f
        ? null
        : new Lamp(
            new(0.3f, 0, height / 2), MathF.Min(0.25f, MathF.Min(width, height) / 3),
            new Vector3(0.92f, 0.97f, 1.05f) * daylight * Math.Clamp(width * height, 0.6f, 2.2f) * 3.2f, Vector3.UnitX);

    private static Palette Dress(float daylight, SeededRandom random)
    {
        Vector3 sky = Vector3.Lerp(
            Colours.Of(0x1B2433), random.Pick(Colours.Of(0xDDEBF7), Colours.Of(0xBFD9F2), Colours.Of(0xE8ECEF)), daylight);
        Vector3 ground = random.Pick(Colours.Of(0x6E8F5A), Colours.Of(0x8A9A86), Colours.Of(0xA39A8C)) * (0.06f + 0.8f * daylight);
        Material glass = new() { Colour = Colours.Of(0x30363C), Gloss = 1, InfraredReturn = 0.03f };
        return new Palette(random.Paint(random.Chance(0.75) ? Colours.White : random.Pick(Colours.WarmWoods), 0.25f))
        {
            [Role.Second] = random.Paint(Colours.White, 0.2f),
            [Role.Third] = glass with
            {
                Colour = ground * 0.2f,
                SecondColour = ground * 0.6f,
                Pattern = Pattern.Noise,
                Scale = 0.4f,
                PatternSeed = (uint)random.Next(int.MaxValue),
                Glow = ground,
            },
            [Role.Fourth] = glass with { Glow = sky },
        };
    }
}
