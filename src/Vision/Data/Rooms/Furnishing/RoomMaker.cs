using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Groups;
using Fuse3D.Vision.Data.Rooms.Furnishing.Placing;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shell;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>Furnishes rooms: a seed and options give one room, to the bit.</summary>
public static class RoomMaker
{
    /// <summary>Furnishes one room. It never fails: what finds no place stays away.</summary>
    /// <exception cref="InvalidInputException">an option is out of range</exception>
    public static RoomScene Make(ulong seed, RoomOptions options)
    {
        options.Check();
        SeededRandom random = SeededRandom.For("room", seed);
        RoomKind kind = DrawKind(random);
        Vector3 size = DrawSize(kind, random);
        bool dim = random.Chance(options.Dim);
        float daylight = dim ? random.Between(0, 0.1f) : random.Between(0.4f, 1),
            lit = dim ? random.Between(0.06f, 0.28f) : random.Between(0.4f, 1);

        SceneBuilder scene = new(size);
        FloorPlan plan = new(size);
        RoomShell shell = new(size, kind, SeededRandom.For("shell", seed));
        shell.Build(scene, plan, daylight);
        Placer placer = new(plan, scene, SeededRandom.For("places", seed));
        Furnisher furnisher = new(kind, options, placer, SeededRandom.For("furniture", seed), lit);
        Decorating.Before(furnisher, shell);
        RoomPlans.Furnish(furnisher);
        Decorating.After(furnisher, shell);
        float ambient = 0.05f + 0.11f * daylight + 0.06f * lit;
        return scene.Build(seed, new Vector3(ambient, ambient * 0.98f, ambient * 0.95f));
    }

    private static RoomKind DrawKind(SeededRandom random)
    {
        double[] shares = [0.25, 0.17, 0.19, 0.16, 0.07, 0.07, 0.09];      // in the order of RoomKind
        double at = random.NextDouble();
        int kind = 0;
        while (kind + 1 < shares.Length && (at -= shares[kind]) >= 0)
            kind++;
        return (RoomKind)kind;
    }

    private static Vector3 DrawSize(RoomKind kind, SeededRandom random)
    {
        (float low, float high) = kind switch
        {
            RoomKind.Bathroom => (3f, 4f),
            RoomKind.Living or RoomKind.Lounge or RoomKind.Studio => (3.6f, 7f),
            _ => (3f, 5.5f),
        };
        float Side() => low + (high - low) * MathF.Pow(random.Between(0, 1), 1.4f);       // small rooms are more frequent
        return new Vector3(Side(), Side(), random.Between(2.4f, 2.9f));
    }
}
