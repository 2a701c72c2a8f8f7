using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Clutter;

/// <summary>Books, upright on a board or in a stack.</summary>
internal static class Books
{
    private const string Label = "books";

    private static readonly Role[] Backs = [Role.Body, Role.Second, Role.Third, Role.Fourth, Role.Fifth];

    /// <summary>A row that stands; its backs face +x.</summary>
    /// <param name="width">metres of the board; likewise its depth, and the height above it</param>
    public static Piece Row(float width, float depth, float room, SeededRandom random)
    {
        Shape shape = new();
        float y = -width / 2, deep = MathF.Min(depth, random.Between(0.16f, 0.22f));
        while (true)
        {
            float thick = random.Between(0.018f, 0.055f), high = MathF.Min(room - 0.02f, random.Between(0.17f, 0.3f)),
                book = deep * random.Between(0.82f, 1);
            if (y + thick > width / 2)
                break;
            float front = deep / 2 - random.Between(0, 0.015f);
            shape.Box(random.Pick<Role>(Backs), new(front - book, y, 0), new(front, y + thick - 0.001f, high));
            y += thick;
        }

        return new Piece(Label, shape, Dress(random.Branch()));
    }

    /// <summary>A few that lie on one another.</summary>
    public static Piece Stack(int count, SeededRandom random)
    {
        Shape shape = new();
        float z = 0, length = random.Between(0.16f, 0.2f), width = random.Between(0.23f, 0.29f);
        for (int i = 0; i < count; i++)
        {
            float thick = random.Between(0.015f, 0.045f), turn = 0.12f * random.StandardNormal();
            Role cover = Backs[i % Backs.Length];
            float bottom = z;
            shape.Within(Matrix4x4.CreateRotationZ(turn), s =>
            {
                s.Box(cover, 0, 0, length, width, bottom, bottom + 0.003f);
                s.Box(Role.Pages, 0.002f, 0, length - 0.012f, width - 0.008f, bottom + 0.003f, bottom + thick - 0.003f);
                s.Box(cover, 0, 0, length, width, bottom + thick - 0.003f, bottom + thick);
            });
            z += thick;
            (length, width) = (length * random.Between(0.86f, 1), width * random.Between(0.86f, 1));
        }

        return new Piece(Label, shape, Dress(random.Branch()));
    }

    private static Palette Dress(SeededRandom random) => new(random.Paint(random.Pick(Colours.BookBacks), 0.2f))
    {
        [Role.Second] = random.Paint(random.Pick(Colours.BookBacks), 0.2f),
        [Role.Third] = random.Paint(random.Pick(Colours.BookBacks), 0.2f),
        [Role.Fourth] = random.Paint(random.Pick(Colours.BookBacks), 0.2f),
        [Role.Fifth] = random.Paint(random.Pick(Colours.BookBacks), 0.2f),
        [Role.Pages] = random.Paint(Colours.OffWhite, 0),
    };
}
