using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Shapes of chairs; armchairs are small sofas.</summary>
internal static class ChairShapes
{
    public static Shape OnLegs(Vector3 size, bool cushioned, SeededRandom random)
    {
        Shape shape = new();
        float half = size.X / 2, side = size.Y / 2, seat = random.Between(0.43f, 0.47f), lean = random.Between(0.03f, 0.08f), leg = 0.038f;
        float rear = -half + lean;      // where the back rises from the seat
        if (cushioned)
            shape.RoundedBox(Role.Seat, new(rear, -side, seat - 0.07f), new(half, side, seat), 0.025f, 2);
        else
            shape.RoundedBox(Role.Body, new(rear, -side, seat - 0.025f), new(half, side, seat), 0.008f);
        shape.FourLegs(half - rear - 0.02f, size.Y - 0.02f, seat - 0.025f, leg, random.Whole(0, 2), (half + rear) / 2);
        foreach (int sign in (int[])[1, -1])
        {
            float y = sign * (side - 0.02f);
            shape.Box(Role.Body, (half + rear) / 2, y, half - rear - 0.06f, 0.018f, seat - 0.08f, seat - 0.025f);
            if (!cushioned)
                shape.Rod(Role.Legs, new(rear + 0.02f, y, seat - 0.02f), new(-half + 0.018f, y, size.Z), 0.018f);
        }

        AddBack(shape, cushioned, rear, -half, side, seat, size.Z, random);
        return shape;
    }

    private static void AddBack(Shape shape, bool cushioned, float rear, float back, float side, float seat, float top, SeededRandom random)
    {
        float At(float z) => rear + 0.03f + (back + 0.032f - rear - 0.03f) * (z - seat) / (top - seat);
        if (cushioned)
        {
            shape.LeaningBoard(Role.Back, At(seat - 0.03f), At(top), 0.032f, -side + 0.015f, side - 0.015f, seat - 0.03f, top);
            return;
        }

        int slats = random.Whole(2, 4);
        bool upright = random.Chance(0.4);
        if (!upright)
        {
            for (int i = 0; i < slats; i++)
            {
                float z = seat + (top - seat) * (i + 1) / slats - 0.08f;
                shape.LeaningBoard(Role.Body, At(z), At(z + 0.07f), 0.018f, -side + 0.03f, side - 0.03f, z, z + 0.07f);
            }

            return;
        }

        shape.LeaningBoard(Role.Body, At(top - 0.08f), At(top - 0.005f), 0.022f, -side + 0.02f, side - 0.02f, top - 0.08f, top - 0.005f);
        for (int i = 1; i <= slats + 1; i++)
        {
            float y = -side + 2 * side * i / (slats + 2);
            shape.Rod(Role.Body, new(rear + 0.018f, y, seat - 0.005f), new(At(top - 0.07f) - 0.012f, y, top - 0.07f), 0.009f);
        }
    }

    public static Shape Shell(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float half = size.X / 2, side = size.Y / 2, seat = 0.45f, thick = 0.018f;
        shape.FourLegs(size.X - 0.02f, size.Y - 0.02f, seat - 0.03f, 0.034f, 3);
        shape.RoundedBox(Role.Body, new(-half + 0.1f, -side + 0.02f, seat - 0.035f), new(half - 0.01f, side - 0.02f, seat), 0.016f, 2);
        shape.LeaningBoard(Role.Body, -half + 0.125f, -half + 0.07f, thick, -side + 0.03f, side - 0.03f, seat - 0.02f, seat + 0.16f);
        shape.LeaningBoard(Role.Body, -half + 0.07f, -half + thick, thick, -side + 0.05f, side - 0.05f, seat + 0.16f, size.Z);
        if (random.Chance(0.6))
        {
            foreach (int sign in (int[])[1, -1])
                shape.Box(
                    Role.Body, new(-half + 0.07f, sign * (side - 0.01f) - 0.01f, seat - 0.02f),
                    new(half - 0.16f, sign * (side - 0.01f) + 0.01f, seat + 0.17f));
        }

        return shape;
    }

    public static Shape OnCastors(Vector3 size, SeededRandom random)
    {
        Shape shape = new();
        float seat = random.Between(0.45f, 0.52f), half = size.X / 2, side = size.Y / 2, reach = MathF.Min(half, side);
        AddStar(shape, reach, seat);
        shape.RoundedBox(Role.Seat, new(-half + 0.12f, -side + 0.06f, seat - 0.08f), new(half - 0.04f, side - 0.06f, seat), 0.035f, 2);
        float bottom = seat + random.Between(0.04f, 0.16f);
        shape.Within(
            Matrix4x4.CreateRotationY(-0.12f) * Matrix4x4.CreateTranslation(-half + 0.12f, 0, bottom),
            s => s.RoundedBox(Role.Back, new(-0.02f, -side + 0.08f, 0), new(0.05f, side - 0.08f, (size.Z - bottom) * 0.99f), 0.03f, 2));
        shape.Rod(Role.Legs, new(-half + 0.2f, 0, seat - 0.06f), new(-half + 0.08f, 0, bottom + 0.1f), 0.02f);
        if (random.Chance(0.7))
        {
            float arm = MathF.Min(seat + 0.2f, size.Z - 0.06f);
            foreach (int sign in (int[])[1, -1])
            {
                shape.Box(Role.Legs, 0, sign * (side - 0.03f), 0.04f, 0.025f, seat - 0.06f, arm);
                shape.RoundedBox(
                    Role.Handles, new(-0.13f, sign * (side - 0.03f) - 0.03f, arm), new(0.14f, sign * (side - 0.03f) + 0.03f, arm + 0.03f),
                    0.012f);
                shape.Box(
                    Role.Legs, new(-0.02f, MathF.Min(0, sign * (side - 0.03f)), seat - 0.075f),
                    new(0.02f, MathF.Max(0, sign * (side - 0.03f)), seat - 0.055f));
            }
        }

        return shape;
    }

    private static void AddStar(Shape shape, float reach, float seat)
    {
        shape.Column(Role.Legs, 0, 0, 0.07f, seat - 0.08f, 0.028f);
        for (int i = 0; i < 5; i++)
        {
            (float sin, float cos) = MathF.SinCos(2 * MathF.PI * i / 5);
            Vector3 end = new(cos * (reach - 0.03f), sin * (reach - 0.03f), 0.065f);
            shape.Rod(Role.Legs, new(0, 0, 0.1f), end, 0.022f, 0.014f);
            shape.Column(Role.Handles, end.X, end.Y, 0, 0.055f, 0.026f, quarter: 2);
        }
    }
}
