using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shell;

/// <summary>A closed door before a wall: leaf with panels, frame, handle.</summary>
internal static class Doors
{
    public const float Frame = 0.07f;

    /// <summary>Built with its front +x, its middle at y = 0.</summary>
    /// <param name="width">the frame included; likewise the height</param>
    public static Piece Make(float width, float height, SeededRandom random)
    {
        Shape shape = new();
        float half = width / 2, leaf = half - Frame, top = height - Frame;
        foreach (int sign in (int[])[1, -1])
            shape.Box(Role.Second, 0.02f, sign * (half - Frame / 2), 0.04f, Frame, 0, height);
        shape.Box(Role.Second, 0.02f, 0, 0.04f, 2 * leaf, top, height);
        shape.Box(Role.Body, new(0, -leaf, 0.004f), new(0.018f, leaf, top));
        int panels = random.Pick(0, 0, 2, 3);
        for (int i = 0; i < panels; i++)
        {
            float from = 0.16f + (top - 0.22f) * i / panels, to = 0.04f + (top - 0.1f) * (i + 1) / panels - 0.04f;
            shape.RoundedBox(Role.Front, new(0.01f, -leaf + 0.1f, from), new(0.028f, leaf - 0.1f, to), 0.008f);
        }

        float side = (random.Chance(0.5) ? 1 : -1) * (leaf - 0.06f);
        shape.Rod(Role.Handles, new(0.018f, side, 1.02f), new(0.06f, side, 1.02f), 0.011f);
        shape.Rod(
            Role.Handles, new(0.055f, side + MathF.Sign(side) * 0.005f, 1.02f), new(0.055f, side - MathF.Sign(side) * 0.12f, 1.02f),
            0.009f);

        var paint = random.Chance(0.65)
            ? random.Paint(Colours.OffWhite, 0.15f)
            : random.Wood(random.Pick(random.Pick(Colours.WarmWoods), random.Pick(Colours.PaleWoods)));
        return new Piece(
            "door", shape,
            new Palette(paint)
            {
                [Role.Second] = random.Chance(0.5) ? paint : random.Paint(Colours.White, 0.15f),
                [Role.Handles] = random.Metal(Colours.Steel),
            });
    }
}
