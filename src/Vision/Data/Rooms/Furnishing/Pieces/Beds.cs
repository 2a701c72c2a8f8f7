using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;

/// <summary>Beds: frame, mattress, blanket, and a headboard of boards, bars, slats or cloth. The head is at -x.</summary>
internal static class Beds
{
    public const string Label = "bed";

    public static readonly SizeLaw Sizes = new(
        new(2.11f, 1.62f, 0.93f), new(0.11f, 0.3f, 0.17f), new(1.85f, 0.9f, 0.55f), new(2.4f, 2.1f, 1.4f));

    private enum Style { Panel, Cloth, Slats, Bars }

    public static Piece Make(SeededRandom random, bool hides)
    {
        Style style = random.Pick(Style.Panel, Style.Panel, Style.Cloth, Style.Cloth, Style.Slats, Style.Bars);
        return new Piece(
            Label, Draw(Sizes.Draw(random), style, random.Branch()), Dress(style, random.Branch(), hides))
        { HidesFromDepth = hides };
    }

    private static Shape Draw(Vector3 size, Style style, SeededRandom random)
    {
        Shape shape = new();
        float half = size.X / 2, side = size.Y / 2, head = style == Style.Cloth ? 0.1f : 0.05f;
        float top = MathF.Min(random.Between(0.44f, 0.62f), size.Z - 0.06f), rail = top - random.Between(0.12f, 0.2f);
        float inner = -half + head, foot = random.Chance(0.35) ? 0.04f : 0;
        bool skirt = style == Style.Cloth && random.Chance(0.5);

        float under = skirt ? 0.02f : random.Between(0.1f, 0.2f);
        shape.Box(Role.Body, new(inner, -side + 0.015f, under), new(half - foot, side - 0.015f, rail));
        shape.FourLegs(size.X - head - foot - 0.04f, size.Y - 0.08f, under, 0.07f, random.Whole(0, 2), (head - foot) / 2);
        AddHead(shape, style, size, head, rail);
        if (foot > 0)
            shape.Box(Role.Headboard, new(half - foot, -side, 0), new(half, side, top + random.Between(-0.08f, 0.1f)));
        shape.RoundedBox(
            Role.Mattress, new(inner + 0.005f, -side + 0.03f, rail - 0.02f), new(half - foot - 0.02f, side - 0.03f, top), 0.05f);
        AddBlanket(shape, inner, half - foot, side, rail, top, random);

        shape.Supports.Add(new(Use.BedHead, new(inner + 0.02f, -side + 0.08f), new(inner + 0.5f, side - 0.08f), top, 1));
        return shape;
    }

    private static void AddHead(Shape shape, Style style, Vector3 size, float thick, float rail)
    {
        float back = -size.X / 2, front = back + thick, side = size.Y / 2;
        if (style == Style.Panel)
        {
            shape.Box(Role.Headboard, new(back, -side, 0), new(front, side, size.Z));
            return;
        }

        if (style == Style.Cloth)
        {
            int panels = Math.Max(1, (int)(size.Y / 0.5f));
            for (int i = 0; i < panels; i++)
            {
                float from = -side + size.Y * i / panels, to = -side + size.Y * (i + 1) / panels;
                shape.RoundedBox(Role.Headboard, new(back, from + 0.002f, 0.03f), new(front, to - 0.002f, size.Z), 0.035f);
            }

            return;
        }

        float thin = style == Style.Bars ? 0.012f : 0.02f;
        shape.Box(Role.Headboard, (back + front) / 2, side - 0.025f, thick, 0.05f, 0, size.Z);
        shape.Box(Role.Headboard, (back + front) / 2, -side + 0.025f, thick, 0.05f, 0, size.Z);
        shape.Box(Role.Headboard, new(back + 0.01f, -side + 0.05f, size.Z - 0.07f), new(front - 0.01f, side - 0.05f, size.Z - 0.01f));
        int bars = (int)(size.Y / (style == Style.Bars ? 0.14f : 0.2f));
        for (int i = 1; i < bars; i++)
        {
            float y = -side + size.Y * i / bars;
            if (style == Style.Bars)
                shape.Column(Role.Headboard, (back + front) / 2, y, rail - 0.1f, size.Z - 0.06f, thin, quarter: 2);
            else
                shape.Box(Role.Headboard, (back + front) / 2, y, 0.02f, 0.08f, rail - 0.1f, size.Z - 0.06f);
        }
    }

    private static void AddBlanket(Shape shape, float from, float to, float side, float rail, float top, SeededRandom random)
    {
        float start = from + (to - from) * random.Between(0.24f, 0.4f), hang = rail - random.Between(0.02f, 0.12f);
        shape.RoundedBox(Role.Blanket, new(start, -side, hang), new(to - 0.005f, side, top + 0.035f), 0.03f, 2);
        shape.RoundedBox(
            Role.Second, new(start - 0.16f, -side - 0.001f, hang + 0.01f), new(start + 0.06f, side + 0.001f, top + 0.045f), 0.03f, 2);
        if (random.Chance(0.4))     // a throw at the foot
            shape.RoundedBox(
                Role.Third, new(to - 0.6f, -side - 0.002f, hang - 0.02f), new(to - 0.15f, side + 0.002f, top + 0.05f), 0.02f, 2);
    }

    private static Palette Dress(Style style, SeededRandom random, bool hides)
    {
        var wood = random.Wood(
            random.Pick(random.Pick(Colours.WarmWoods), random.Pick(Colours.DarkWoods), random.Pick(Colours.PaleWoods), Colours.OffWhite));
        var cloth = random.Cloth(random.Pick(Colours.Cloths));
        var metal = random.Metal(random.Pick(Colours.Black, Colours.Steel, Colours.Brass, Colours.OffWhite));
        Vector3 colour = random.Pick(Colours.Bedding), second = random.Pick(Colours.Bedding);
        Palette looks = new(style switch { Style.Cloth => cloth, Style.Bars => metal, _ => wood })
        {
            [Role.Legs] = style == Style.Bars ? metal : wood,
            [Role.Mattress] = random.Cloth(Colours.OffWhite),
            [Role.Blanket] = random.Chance(0.5) ? random.Print(colour, second) : random.Cloth(colour),
            [Role.Second] = random.Cloth(random.Chance(0.5) ? Colours.OffWhite : second),
            [Role.Third] = random.Cloth(random.Pick(Colours.BrightCloths)),
        };
        return hides ? looks.HiddenFromDepth(random) : looks;
    }
}
