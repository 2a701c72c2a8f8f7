using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Views;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Furnishing;

/// <summary>Looks into a room as a person with a depth camera takes them. They change nothing in the room.</summary>
public static class RoomViews
{
    private const int Tries = 60;
    private const float Clearance = 0.2f, WellSeen = 0.5f;

    /// <summary>One look from near a wall, 0.9 to 1.7 m high, 5 to 25 degrees down, at some of the furniture.</summary>
    /// <param name="size">of the picture, pixels</param>
    public static RoomView One(RoomScene scene, ulong seed, (int Width, int Height) size)
    {
        SeededRandom random = SeededRandom.For("view", SeededRandom.Derive(scene.Seed, seed));
        Obstacles obstacles = new(scene);
        Camera camera = Lens(random, size);
        float wanted = MathF.Min(random.Whole(2, 6), obstacles.Detected.Length) + 0.2f, most = -1;
        Pose best = default;
        for (int attempt = 0; attempt < Tries && most < wanted; attempt++)
        {
            Pose pose = NearAWall(scene, obstacles, random);
            if (!obstacles.IsClear(pose.Place, Clearance) || !LooksFar(obstacles, camera, pose))
                continue;
            float seen = Worth(obstacles, camera, pose);
            if (seen > most)
                (most, best) = (seen, pose);
        }

        return (most >= 0 ? best : AnyClear(scene, obstacles, random)).With(camera);
    }

    /// <summary>Looks along a smooth walk around the room, for a scan of all of it.</summary>
    public static IReadOnlyList<RoomView> Path(RoomScene scene, ulong seed, int count, (int Width, int Height) size)
    {
        SeededRandom random = SeededRandom.For("path", SeededRandom.Derive(scene.Seed, seed));
        Camera camera = Lens(random, size);
        return [.. Walk.Around(scene, new Obstacles(scene), Clearance, count, random).Select(pose => pose.With(camera))];
    }

    /// <summary>How many of the objects to find show at least half of themselves, as far as boxes tell.</summary>
    internal static int WellSeenIn(RoomScene scene, RoomView view)
    {
        Obstacles obstacles = new(scene);
        Transform3D world = view.CameraFromWorld.Inverse();
        Point3D from = world.Apply(new Point3D(0, 0, 0));
        return obstacles.Detected.Count(thing =>
            obstacles.SeenShare(thing, new((float)from.X, (float)from.Y, (float)from.Z), place => IsInPicture(view, place)) >= WellSeen);
    }

    // How many objects are well seen, and a little for the rest; those that are far away count less.
    private static float Worth(Obstacles obstacles, Camera camera, Pose pose)
    {
        RoomView view = pose.With(camera);
        float worth = 0;
        foreach (Obstacle thing in obstacles.Detected)
        {
            float seen = obstacles.SeenShare(thing, pose.Place, place => IsInPicture(view, place)),
                away = Vector3.Distance(thing.Centre, pose.Place);
            worth += (seen >= WellSeen ? 1 : 0.3f * seen) * Math.Clamp(1.6f - away / 6, 0.4f, 1);
        }

        return worth;
    }

    // Like SUN RGB-D's sensors: focal lengths of 0.72 to 0.9 widths, the middle a little off.
    private static Camera Lens(SeededRandom random, (int Width, int Height) size)
    {
        double focal = size.Width * random.Between(0.72f, 0.9f);
        double cx = (size.Width - 1) / 2.0 + size.Width * random.Between(-0.012f, 0.012f),
            cy = (size.Height - 1) / 2.0 + size.Height * random.Between(-0.012f, 0.012f);
        return new Camera(focal, focal * random.Between(0.997f, 1.003f), cx, cy, size.Width, size.Height);
    }

    private static Pose NearAWall(RoomScene scene, Obstacles obstacles, SeededRandom random)
    {
        float toWall = random.Chance(0.75) ? random.Between(0.25f, 0.7f) : random.Between(0.7f, 1.6f);
        float x = random.Between(0.25f, scene.Size.X - 0.25f), y = random.Between(0.25f, scene.Size.Y - 0.25f);
        (x, y) = random.Next(4) switch
        {
            0 => (toWall, y),
            1 => (scene.Size.X - toWall, y),
            2 => (x, toWall),
            _ => (x, scene.Size.Y - toWall),
        };
        Vector3 at = obstacles.Detected.Length > 0 ? random.Pick<Obstacle>(obstacles.Detected).Centre : scene.Size / 2;
        Vector3 target = Vector3.Lerp(at, scene.Size / 2, random.Between(0, 0.5f));
        float yaw = MathF.Atan2(target.Y - y, target.X - x) + 0.15f * random.StandardNormal();
        return new Pose(
            new(x, y, random.Between(0.9f, 1.7f)), yaw, random.Between(5, 25) * MathF.PI / 180, 0.02f * random.StandardNormal());
    }

    // Little of the picture may be filled by what is right before the camera.
    private static bool LooksFar(Obstacles obstacles, Camera camera, Pose pose)
    {
        (Vector3 right, Vector3 down, Vector3 forward) = pose.Axes();
        int near = 0;
        float far = 0;
        for (int i = 0; i < 35; i++)
        {
            float x = (float)((i % 7 + 0.5) / 7 * camera.Width / camera.Fx - camera.Cx / camera.Fx),
                y = (float)((i / 7 + 0.5) / 5 * camera.Height / camera.Fy - camera.Cy / camera.Fy);
            float reach = obstacles.Reach(pose.Place, Vector3.Normalize(forward + x * right + y * down));
            far += reach / 35;
            near += reach < 0.8f ? 1 : 0;
        }

        return near <= 5 && far > 1.6f;
    }

    private static bool IsInPicture(RoomView view, Vector3 place)
    {
        Point3D p = view.CameraFromWorld.Apply(new Point3D(place.X, place.Y, place.Z));
        return p.Z > 0.2 && view.Camera.TryProject(p, out double u, out double v)
            && u >= 0 && v >= 0 && u < view.Camera.Width && v < view.Camera.Height;
    }

    // The clearest of a grid of places, looking at the room's middle.
    private static Pose AnyClear(RoomScene scene, Obstacles obstacles, SeededRandom random)
    {
        Vector3 middle = scene.Size / 2;
        Pose best = new(new(middle.X, middle.Y, scene.Size.Z - 0.4f), 0, 0.4f, 0);
        float farthest = -1;
        for (int i = 0; i < 16 * 16 * 4; i++)
        {
            Vector3 place = new(
                0.25f + (scene.Size.X - 0.5f) * (i % 16) / 15, 0.25f + (scene.Size.Y - 0.5f) * (i / 16 % 16) / 15, 1.7f - 0.2f * (i / 256));
            float away = Vector3.Distance(place, middle) + random.Between(0, 0.5f);
            if (away > farthest && obstacles.IsClear(place, Clearance))
                (farthest, best) = (away, new Pose(place, MathF.Atan2(middle.Y - place.Y, middle.X - place.X), 0.25f, 0));
        }

        return best;
    }
}
