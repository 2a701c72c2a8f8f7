using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>Pillows on beds and sofas, rugs under furniture.</summary>
internal static class Soft
{
    public static void AddBedPillows(Furnisher f, Placed bed)
    {
        ulong seed = f.Random.Next();
        foreach (Tabletop head in f.Placer.Tabletops(bed, Use.BedHead))
        {
            float across = head.Support.High.Y - head.Support.Low.Y, width = MathF.Min(f.Random.Between(0.55f, 0.75f), across);
            int count = Math.Max(1, (int)(across / (width + 0.02f)));
            for (int i = 0; i < count; i++)
            {
                float y = head.Support.Low.Y + across * (i + 0.5f) / count + f.Random.Between(-0.02f, 0.02f);
                Piece pillow = Textiles.Pillow(new(f.Random.Between(0.38f, 0.46f), width, 0.16f), f.Random.Between(0.15f, 0.7f), seed);
                head.TryPutAt(pillow, new(head.Support.Low.X - pillow.Shape.Low.X + 0.01f, y), 0.05f * f.Random.StandardNormal());
            }
        }
    }

    public static void AddSofaPillows(Furnisher f, Placed sofa)
    {
        ulong seed = f.Random.Next();
        int count = f.Random.Whole(0, 3);
        foreach (Tabletop seat in f.Placer.Tabletops(sofa, Use.Seat))
        {
            for (int i = 0; i < count; i++)
            {
                float side = f.Random.Between(0.36f, 0.48f), lean = f.Random.Between(1, 1.3f);
                Piece pillow = Textiles.Pillow(new(side, side, 0.13f), lean, f.Random.Chance(0.7) ? seed : f.Random.Next());
                float y = (i % 2 == 0 ? 1 : -1) * ((seat.Support.High.Y - side / 2) - f.Random.Between(0, 0.15f));
                seat.TryPutAt(pillow, new(seat.Support.Low.X - pillow.Shape.Low.X + 0.02f, y), f.Random.Between(-0.25f, 0.25f));
            }
        }
    }

    /// <param name="ahead">metres from the piece's front to the rug's middle</param>
    public static void AddRug(Furnisher f, Placed under, float length, float width, float ahead)
    {
        Piece rug = Textiles.Rug(length, width, f.Random.Branch());
        float x = ahead == 0 ? 0 : under.Piece.Shape.High.X + ahead;
        f.Placer.OnFloor(
            rug, under.ToWorld(new Vector3(x, f.Random.Between(-0.1f, 0.1f), 0)), under.Yaw + 0.03f * f.Random.StandardNormal());
    }
}
