using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Parts that many pieces have.</summary>
internal static class Parts
{
    /// <summary>Four legs below a rectangle.</summary>
    /// <param name="length">of the rectangle of the legs' outer sides; likewise its width</param>
    /// <param name="style">0: square; 1: round; 2: tapered and round; 3: tapered and splayed</param>
    public static Shape FourLegs(this Shape shape, float length, float width, float top, float thick, int style, float x = 0, float y = 0)
    {
        foreach ((int sx, int sy) in ((int, int)[])[(1, 1), (-1, 1), (-1, -1), (1, -1)])
        {
            Vector3 outer = new(x + sx * length / 2, y + sy * width / 2, 0), foot = outer - new Vector3(sx * thick / 2, sy * thick / 2, 0);
            Vector3 upper = foot + new Vector3(0, 0, top);
            if (style == 0)
                shape.Box(Role.Legs, foot.X, foot.Y, thick, thick, 0, top);
            else if (style == 3)
                shape.LeaningLeg(foot, upper - new Vector3(sx, sy, 0) * MathF.Min(0.12f * top, 0.08f), thick * 0.3f, thick * 0.5f);
            else
                shape.Column(Role.Legs, foot.X, foot.Y, 0, top, style == 1 ? thick / 2 : thick * 0.3f, thick / 2, quarter: 2);
        }

        return shape;
    }

    /// <summary>A rod that leans; the rim of its lower end, not its middle, touches the floor.</summary>
    /// <param name="foot">at z = 0</param>
    public static Shape LeaningLeg(this Shape shape, Vector3 foot, Vector3 upper, float radius, float upperRadius)
    {
        float aside = new Vector2(upper.X - foot.X, upper.Y - foot.Y).Length(), lift = radius * aside / Vector3.Distance(foot, upper);
        return shape.Rod(Role.Legs, foot + new Vector3(0, 0, lift), upper, radius, upperRadius);
    }

    /// <summary>Fronts of drawers or doors in rows and columns on the side that faces +x, each with a handle.</summary>
    /// <param name="x">of the carcass's front; the fronts stand out by 18 mm</param>
    /// <param name="handle">0: knobs; 1: bars; 2: cups; 3: none, a gap to grip</param>
    public static Shape Fronts(
        this Shape shape, float x, float fromY, float toY, float bottom, float top, int rows, int columns, int handle, bool doors = false)
    {
        const float Gap = 0.006f, Thick = 0.018f;
        float height = (top - bottom) / rows, width = (toY - fromY) / columns;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float y = fromY + (column + 0.5f) * width, z = bottom + (row + 0.5f) * height;
                float upper = bottom + (row + 1) * height - (handle == 3 ? 0.02f : Gap / 2);
                shape.Box(Role.Front, x + Thick / 2, y, Thick, width - Gap, bottom + row * height + Gap / 2, upper);
                if (doors)
                    shape.DoorHandle(x + Thick, y + (column % 2 == 0 ? 1 : -1) * (width / 2 - 0.05f), z, height, handle);
                else
                    shape.DrawerHandle(x + Thick, y, z, width, handle);
            }
        }

        return shape;
    }

    private static void DrawerHandle(this Shape shape, float x, float y, float z, float width, int handle)
    {
        if (handle == 0 && width > 0.55f)
        {
            shape.Knob(x, y - width / 4, z);
            shape.Knob(x, y + width / 4, z);
        }
        else if (handle == 0)
        {
            shape.Knob(x, y, z);
        }
        else if (handle == 1)
        {
            shape.Rod(Role.Handles, new(x + 0.012f, y - width * 0.18f, z), new(x + 0.012f, y + width * 0.18f, z), 0.006f);
        }
        else if (handle == 2)
        {
            shape.RoundedBox(Role.Handles, new(x - 0.001f, y - 0.045f, z - 0.015f), new(x + 0.02f, y + 0.045f, z + 0.018f), 0.009f);
        }
    }

    private static void DoorHandle(this Shape shape, float x, float y, float z, float height, int handle)
    {
        if (handle is 0 or 2)
            shape.Knob(x, y, z);
        else if (handle == 1)
            shape.Rod(Role.Handles, new(x + 0.012f, y, z - height * 0.1f), new(x + 0.012f, y, z + height * 0.1f), 0.006f);
    }

    private static void Knob(this Shape shape, float x, float y, float z) =>
        shape.Within(
            Matrix4x4.CreateRotationY(MathF.PI / 2) * Matrix4x4.CreateTranslation(x, y, z),
            s =>
                s.Loft(
                    Role.Handles,
                    [
                        new(0.008f, 0.008f, -0.001f), new(0.007f, 0.007f, 0.01f), new(0.016f, 0.016f, 0.018f), new(0.012f, 0.012f, 0.026f),
                        new(0, 0, 0.027f),
                    ],
                    quarter: 2));
}
