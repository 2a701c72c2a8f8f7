using Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Groups;

/// <summary>What lies on furniture. It depends on what the piece is used for, never on the class that a coin gave it.</summary>
internal static class Tops
{
    private static readonly (float, float) Straight = (0, 0.08f), Any = (0, 1.5f);

    public static void OnDesk(Furnisher f, Placed desk)
    {
        foreach (Tabletop top in f.Placer.Tabletops(desk, Use.Top))
        {
            bool screen = f.Random.Chance(0.6);
            if (screen)
                top.TryPut(Screens.Monitor(f.Random.Branch()), 0, 0.25f, Straight);
            if (screen && f.Random.Chance(0.8))
                top.TryPut(Screens.Keyboard(f.Random.Branch()), 0.6f, 0.85f, Straight);
            else if (f.Random.Chance(0.5))
                top.TryPut(Screens.Laptop(f.Random.Branch()), 0.3f, 0.7f, (0, 0.3f));
            if (f.Random.Chance(0.35))
                top.TryPut(Lights.OnTable(f.Random.Branch(), f.NextLamp()), 0, 0.4f, Any);
            Sprinkle(f, top, f.Random.Whole(1, 4));
        }

        Books(f, desk, fill: 0.8);
    }

    public static void OnMealTable(Furnisher f, Placed table)
    {
        foreach (Tabletop top in f.Placer.Tabletops(table, Use.Top))
        {
            if (f.Random.Chance(0.5))
                top.TryPut(f.Random.Chance(0.5) ? Tableware.Vase(f.Random.Branch()) : Tableware.Bowl(f.Random.Branch()), 0.3f, 0.7f, Any);
            Sprinkle(f, top, f.Random.Whole(0, 3));
        }
    }

    public static void OnLowTable(Furnisher f, Placed table)
    {
        foreach (Tabletop top in f.Placer.Tabletops(table, Use.Top))
            Sprinkle(f, top, f.Random.Whole(1, 3));
    }

    public static void OnNightStand(Furnisher f, Placed stand)
    {
        foreach (Tabletop top in f.Placer.Tabletops(stand, Use.Top))
        {
            if (f.Random.Chance(0.65))
                top.TryPut(Lights.OnTable(f.Random.Branch(), f.NextLamp()), 0, 0.5f, Any);
            Sprinkle(f, top, f.Random.Whole(0, 2));
        }

        Books(f, stand, fill: 0.5);
    }

    public static void OnChest(Furnisher f, Placed chest)
    {
        foreach (Tabletop top in f.Placer.Tabletops(chest, Use.Top))
        {
            if (chest.Footprint.Top < 1.25f && f.Random.Chance(0.2))
                top.TryPut(Screens.Television(f.Random.Branch(), onWall: false), 0, 0.5f, Straight);
            if (f.Random.Chance(0.25))
                top.TryPut(Lights.OnTable(f.Random.Branch(), f.NextLamp()), 0, 0.5f, Any);
            if (f.Random.Chance(0.3))
                top.TryPut(Containers.Box(f.Random.Branch(), 0.32f), 0, 1, (0, 0.15f));
            Sprinkle(f, top, f.Random.Whole(0, 3));
        }
    }

    /// <summary>Rows of books on all shelves of a piece, with gaps and other things between them.</summary>
    /// <param name="fill">share of the shelves that hold something</param>
    public static void Books(Furnisher f, Placed shelves, double fill)
    {
        foreach (Tabletop board in f.Placer.Tabletops(shelves, Use.Shelf))
        {
            if (!f.Random.Chance(fill))
                continue;
            float width = board.Support.High.Y - board.Support.Low.Y, depth = board.Support.High.X - board.Support.Low.X;
            float share = f.Random.Chance(0.5) ? 1 : f.Random.Between(0.35f, 0.8f);
            bool row = f.Random.Chance(0.8) && board.Support.Room > 0.15f && width * share > 0.08f;
            if (row)
                AddRow(f, board, width, width * share, depth);
            if (!row || share < 0.75f)
                Small(f, board);
        }
    }

    private static void AddRow(Furnisher f, Tabletop board, float width, float taken, float depth)
    {
        Piece books = Clutter.Books.Row(taken, depth, board.Support.Room, f.Random.Branch());
        if (books.Shape.Positions.Count == 0)
            return;
        float slack = (width - taken) / 2, y = (board.Support.Low.Y + board.Support.High.Y) / 2 + f.Random.Pick(-slack, slack);
        float front = board.Support.High.X - f.Random.Between(0, MathF.Max(0, depth - books.Shape.Size.X));
        board.TryPutAt(books, new(front - books.Shape.High.X, y), 0);
    }

    private static void Sprinkle(Furnisher f, Tabletop top, int count)
    {
        for (int i = 0; i < count; i++)
            Small(f, top);
    }

    private static void Small(Furnisher f, Tabletop top)
    {
        SeededRandom random = f.Random.Branch();
        Piece thing = f.Random.Next(8) switch
        {
            0 or 1 => Clutter.Books.Stack(random.Whole(1, 4), random),
            2 => Tableware.Mug(random),
            3 => Tableware.Vase(random),
            4 => Plants.Make(random, large: false),
            5 => Tableware.Bowl(random),
            6 => Containers.Box(random, 0.24f),
            _ => Tableware.Paper(random),
        };
        top.TryPut(thing, 0, 1, Any);
    }
}
