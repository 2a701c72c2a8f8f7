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
        float daylight = dim ? random.Between(0, 0.12f) : random.Between(0.45f, 1), lit = dim ? random.Between(0.25f, 0.5f) : random.Between(0.3f, 1);

        SceneBuilder scene = new(size);
        FloorPlan plan = new(size);
        new RoomShell(size, kind, SeededRandom.For("shell", seed)).Build(scene, plan, daylight);
        Placer placer = new(plan, scene, SeededRandom.For("places", seed));
        RoomPlans.Furnish(new Furnisher(kind, options, placer, scene, SeededRandom.For("furniture", seed), lit));
        AddCeilingLamp(scene, lit);
        float ambient = 0.1f + 0.12f * daylight + 0.08f * lit;
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
            RoomKind.Bathroom => (3, 4),
            RoomKind.Living or RoomKind.Lounge or RoomKind.Studio => (4, 7),
            _ => (3.2f, 5.8f),
        };
        return new Vector3(random.Between(low, high), random.Between(low, high), random.Between(2.4f, 3));
    }

    private static void AddCeilingLamp(SceneBuilder scene, float lit)
    {
        Vector3 size = scene.RoomSize;
        scene.Add(new Lamp(new(size.X / 2, size.Y / 2, size.Z - 0.3f), 0.12f, new Vector3(1, 0.9f, 0.76f) * 3.2f * lit, Vector3.Zero));
    }
}
