using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms;

/// <summary>Frames of <see cref="SimpleRoom"/>s, as the reader of a SUN RGB-D folder would give them.</summary>
public static class RoomFrames
{
    /// <summary>The room of this seed, seen once: a picture, a cloud of the pixels' points, and the furniture as ground truth.</summary>
    /// <param name="points">points of the cloud, drawn from the pixels</param>
    public static RgbdFrame FromSeed(int seed, int points = 20_000)
    {
        SimpleRoom room = SimpleRoom.FromSeed(seed);
        RoomCamera camera = new();
        (byte[] rgb, System.Numerics.Vector3[] seen) = camera.Render(room);
        int[] chosen = PointSampling.Choose(seen.Length, points, (ulong)seed);
        float[] xyz = new float[3 * points], colours = new float[3 * points];
        for (int i = 0; i < points; i++)
        {
            seen[chosen[i]].CopyTo(xyz.AsSpan(3 * i));
            for (int channel = 0; channel < 3; channel++)
                colours[3 * i + channel] = rgb[3 * chosen[i] + channel] / 255f;
        }

        FrameView view = new(
            "camera",
            new Picture(camera.Width, camera.Height, rgb),
            Camera.FromMatrix([.. camera.Intrinsics.Select(value => (double)value)], camera.Width, camera.Height, oneBased: true),
            SunRgbdGeometry.CameraFromPoints([.. camera.Rtilt.Select(value => (double)value)]));
        return new($"room{seed:000}", new PointCloud(xyz, colours), [view], [.. room.Objects.Select(Labelled)]);
    }

    private static LabelledBox Labelled(RoomObject thing) => new(
        thing.Label,
        new Box3D(new(thing.Centre.X, thing.Centre.Y, thing.Centre.Z), new(thing.Size.X, thing.Size.Y, thing.Size.Z), thing.Yaw));
}
