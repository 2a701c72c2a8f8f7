using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Looks;
using Fuse3D.Vision.Data.Rooms.Furnishing.Pieces;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing.Shell;

/// <summary>Floor, ceiling and walls of a room, its door and its windows, and the ground before them that stays free.</summary>
internal sealed class RoomShell
{
    private const float WallDepth = 0.16f;

    private readonly List<(Wall Wall, Opening Opening)> _openings = [];
    private readonly Vector3 _size;
    private readonly RoomKind _kind;
    private readonly SeededRandom _random;

    public RoomShell(Vector3 size, RoomKind kind, SeededRandom random)
    {
        (_size, _kind, _random) = (size, kind, random);
        Wall[] walls = Wall.Of(size);
        int door = random.Next(4), windows = kind != RoomKind.Bathroom && random.Chance(0.45) ? 2 : 1;
        AddOpening(walls[door], random.Between(0.88f, 1.02f), 0, random.Between(2.03f, 2.12f), 0);
        for (int i = 0; i < windows; i++)
            AddWindow(walls[(door + 1 + (i == 0 ? random.Next(3) : 1)) % 4]);
    }

    /// <summary>Where the windows are.</summary>
    public IEnumerable<(Wall Wall, Opening Opening)> WindowsOf => _openings.Where(o => o.Opening.Deep > 0);

    public void Build(SceneBuilder scene, FloorPlan plan, float daylight)
    {
        ShellLooks looks = ShellLooks.Draw(_kind, _random.Branch());
        Shape floor = looks.Floor.Pattern == Pattern.Wood
            ? WallShapes.Boards(_size.X, _size.Y, _random.Branch())
            : WallShapes.Level(_size.X, _size.Y, up: true);
        scene.Add(new Piece("floor", floor, looks.Boards), Vector3.Zero, 0);
        scene.Add(new Piece("ceiling", WallShapes.Level(_size.X, _size.Y, up: false), new Palette(looks.Ceiling)), new(0, 0, _size.Z), 0);
        foreach (Wall wall in plan.Walls)
        {
            Opening[] openings = [.. _openings.Where(o => o.Wall == wall).Select(o => o.Opening)];
            Palette palette = new(wall.Number == looks.AccentWall ? looks.Accent : looks.Walls)
            {
                [Role.Second] = looks.Skirting,
                [Role.Third] = looks.Tiles,
            };
            Shape shape = WallShapes.Wall(wall.Length, _size.Z, openings, _kind == RoomKind.Bathroom ? looks.TiledTo : 0);
            scene.Add(new Piece("wall", shape, palette), new(wall.Start, 0), wall.Yaw);
        }

        foreach ((Wall wall, Opening opening) in _openings)
            Fill(scene, plan, wall, opening, daylight);
    }

    private void AddWindow(Wall wall)
    {
        bool small = _kind == RoomKind.Bathroom;
        float width = MathF.Min(small ? _random.Between(0.6f, 0.9f) : _random.Between(0.9f, 2.2f), wall.Length - 0.8f);
        float sill = small ? _random.Between(1.2f, 1.4f) : _random.Between(0.8f, 1);
        AddOpening(wall, width, sill, MathF.Min(_size.Z - 0.2f, sill + (small ? 0.7f : _random.Between(1.1f, 1.45f))), WallDepth);
    }

    private void AddOpening(Wall wall, float width, float bottom, float top, float deep)
    {
        float from = _random.Between(0.2f, wall.Length - width - 0.2f);
        Opening opening = new(from, from + width, bottom, top, deep);
        if (!_openings.Any(o => o.Wall == wall))
            _openings.Add((wall, opening));
    }

    private void Fill(SceneBuilder scene, FloorPlan plan, Wall wall, Opening o, float daylight)
    {
        float middle = (o.From + o.To) / 2, width = o.To - o.From;
        Piece piece = o.Deep > 0
            ? Windows.Make(width, o.Top - o.Bottom, o.Deep, daylight, _random.Branch())
            : Doors.Make(width, o.Top, _random.Branch());
        scene.Add(piece, new(wall.At(middle, 0), o.Bottom), wall.Yaw);
        float depth = o.Deep > 0 ? 0.3f : 0.85f;
        plan.KeepFree(new(wall.At(middle, depth / 2), new(depth / 2, width / 2), wall.Yaw, o.Bottom, o.Top));
    }
}
