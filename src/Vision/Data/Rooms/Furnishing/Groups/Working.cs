using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>A desk with its back to a wall, a chair that faces it.</summary>
internal static class Working
{
    public static Placed? Add(Furnisher f)
    {
        Piece desk = f.OneOrEither(Desks.Make, LookAlikes.TableOrDesk);
        if (f.Placer.AgainstWall(desk, access: 0.75f) is not { } placed)
            return null;
        Tops.OnDesk(f, placed);
        if (f.Random.Chance(0.3))
            HangAbove(f, placed);
        if (f.Random.Chance(0.85))
            AddChair(f, placed, Chairs.ForDesk(f.Random.Branch(), f.Hides()));
        return placed;
    }

    private static void HangAbove(Furnisher f, Placed desk)
    {
        Piece board = f.Random.Chance(0.5) ? WallThings.Board(f.Random.Branch()) : WallThings.Picture(f.Random.Branch());
        if (f.Placer.Above(desk, board, f.Random.Between(1.4f, 1.55f)) is { } placed)
            Tops.Books(f, placed, fill: 0.8);
    }

    private static void AddChair(Furnisher f, Placed desk, Piece chair)
    {
        for (int attempt = 0; attempt < 6; attempt++)
        {
            float away = desk.Piece.Shape.High.X + f.Random.Between(0.06f, 0.22f) + chair.Shape.Size.X / 2;
            float aside = f.Random.Between(-0.25f, 0.25f) * desk.Piece.Shape.Size.Y;
            float yaw = desk.Yaw + MathF.PI + 0.3f * f.Random.StandardNormal();
            if (f.Placer.TryPut(chair, desk.ToWorld(new Vector3(away, aside, 0)), yaw, gap: 0.01f, mayBlock: true) is not null)
                return;
        }
    }
}
