using System.Numerics;

namespace Fuse3D.Vision.Data.Rooms;

/// <summary>A box-shaped room with box-shaped furniture, drawn from a seed; enough to show the chain at work without a download.</summary>
/// <remarks>
/// Axes are those of a SUN RGB-D cloud (docs/coordinates.md): x right, y forward, z up, metres, the camera at the origin.
/// </remarks>
public sealed class SimpleRoom
{
    private const float CameraHeight = 1.35f;

    /// <summary>Class, half size range (x, y, z) in metres: mean SUN RGB-D sizes, give or take a quarter.</summary>
    private static readonly (string Label, Vector3 Size)[] Furniture =
    [
        ("bed", new(2.1f, 1.6f, 0.93f)), ("table", new(0.79f, 1.28f, 0.72f)), ("sofa", new(0.92f, 1.87f, 0.85f)),
        ("chair", new(0.59f, 0.55f, 0.83f)), ("desk", new(0.7f, 1.35f, 0.74f)), ("dresser", new(0.53f, 1.0f, 1.17f)),
        ("night_stand", new(0.5f, 0.63f, 0.68f)), ("bookshelf", new(0.4f, 1.07f, 1.69f)),
    ];

    private SimpleRoom(float halfWidth, float depth, float ceiling, IReadOnlyList<RoomObject> objects) =>
        (HalfWidth, Depth, Ceiling, Objects) = (halfWidth, depth, ceiling, objects);

    /// <summary>Left and right walls stand at x = ∓ this.</summary>
    public float HalfWidth { get; }

    /// <summary>The far wall stands at y = this.</summary>
    public float Depth { get; }

    /// <summary>Height of the ceiling above the camera.</summary>
    public float Ceiling { get; }

    public static float Floor => -CameraHeight;

    public IReadOnlyList<RoomObject> Objects { get; }

    /// <summary>The same seed gives the same room.</summary>
    public static SimpleRoom FromSeed(int seed)
    {
        var random = new Random(seed);
        float Between(float low, float high) => low + (high - low) * random.NextSingle();
        float halfWidth = Between(1.9f, 2.6f), depth = Between(4f, 5.5f);
        int wanted = random.Next(3, 6);
        List<RoomObject> objects = [];
        for (int attempt = 0; attempt < 60 && objects.Count < wanted; attempt++)
        {
            var (label, mean) = Furniture[random.Next(Furniture.Length)];
            Vector3 size = mean * Between(0.85f, 1.15f);
            float reach = 0.5f * MathF.Sqrt(size.X * size.X + size.Y * size.Y);
            if (2 * reach > halfWidth * 2 || 1.6f + 2 * reach > depth)
                continue;
            Vector3 centre = new(Between(-halfWidth + reach, halfWidth - reach), Between(1.6f + reach, depth - reach), Floor + size.Z / 2);
            if (objects.All(other => Vector2.Distance(Flat(other.Centre), Flat(centre)) > reach + other.Reach))
                objects.Add(new(label, centre, size, Between(-MathF.PI, MathF.PI), Palette(random)));
        }

        return new(halfWidth, depth, Between(1.1f, 1.4f), objects);
    }

    private static Vector2 Flat(Vector3 v) => new(v.X, v.Y);

    private static Vector3 Palette(Random random) =>
        new(60 + random.Next(170), 60 + random.Next(170), 60 + random.Next(170));
}

/// <summary>One piece of furniture.</summary>
/// <param name="Centre">geometric centre</param>
/// <param name="Size">full sizes along the object's own x, y, z</param>
/// <param name="Yaw">right-handed turn about z</param>
/// <param name="Colour">RGB, 0..255</param>
public sealed record RoomObject(string Label, Vector3 Centre, Vector3 Size, float Yaw, Vector3 Colour)
{
    /// <summary>Radius of the circle around the footprint.</summary>
    public float Reach => 0.5f * MathF.Sqrt(Size.X * Size.X + Size.Y * Size.Y);
}
