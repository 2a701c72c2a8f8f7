using System.Text.Json;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>What is known about a room beyond its layout's labels, in rooms/000001.json. Readers of the layouts pass it over.</summary>
/// <param name="Looks">cameras of the pictures, in their order</param>
/// <param name="Objects">of which a pixel is seen, in the scene's order</param>
public sealed record RoomTruth(int Number, string Split, ulong Seed, IReadOnlyList<LookTruth> Looks, IReadOnlyList<ObjectTruth> Objects)
{
    /// <summary>Where it lies in a data set's folder.</summary>
    public const string Folder = "rooms";

    private static readonly JsonSerializerOptions Camel = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    internal static string PathIn(string root, PlannedRoom room) => Path.Combine(root, Folder, $"{room.Id}.json");

    /// <exception cref="InvalidInputException">no such file, or another than generation writes</exception>
    public static RoomTruth Read(string path)
    {
        try
        {
            return FrameFiles.Json(path).Deserialize<RoomTruth>(Camel) ?? throw new InvalidInputException($"{path}: null");
        }
        catch (JsonException e)
        {
            throw new InvalidInputException($"{path}: not what a generation writes: {e.Message}", innerException: e);
        }
    }

    internal void Write(string path) => PreparedWriter.WriteText(path, JsonSerializer.Serialize(this, Camel) + "\n");

    internal static RoomTruth Of(PlannedRoom room, IReadOnlyList<RoomLook> looks, IReadOnlyCollection<int> labelled) => new(
        room.Number, room.Split, room.Seed, [.. looks.Select(LookTruth.Of)],
        [.. looks.SelectMany(l => l.Objects).GroupBy(o => o.Index).OrderBy(o => o.Key).Select(o => ObjectTruth.Of([.. o], labelled.Contains(o.Key)))]);
}

/// <param name="Intrinsics">fx, fy, cx, cy; pixels, 0-based</param>
/// <param name="CameraFromWorld">[3, 4] row-major</param>
public sealed record LookTruth(double[] Intrinsics, double[] CameraFromWorld)
{
    internal static LookTruth Of(RoomLook look)
    {
        (Camera camera, Transform3D pose) = look.View;
        return new([camera.Fx, camera.Fy, camera.Cx, camera.Cy], [.. Enumerable.Range(0, 12).Select(i => pose[i / 4, i % 4])]);
    }
}

/// <summary>An object that at least one pixel shows.</summary>
/// <param name="Index">in the scene</param>
/// <param name="Labelled">whether the layout's labels name it: those that do are in their order</param>
/// <param name="LooksDecide">its class cannot be told from its shape</param>
/// <param name="HidesFromDepth">made of what a depth sensor hardly sees</param>
/// <param name="Pixels">that show it, in all looks</param>
/// <param name="MeasuredPixels">of those, with a depth</param>
/// <param name="Share">part of its silhouette that is seen, in the look that shows most</param>
/// <param name="Box">centre x y z, length, width, height, yaw; world axes</param>
public sealed record ObjectTruth(
    int Index, string Label, int Nyu40, bool Detected, bool Labelled, bool LooksDecide, bool HidesFromDepth, int Pixels, int MeasuredPixels, double Share, double[] Box)
{
    internal static ObjectTruth Of(SeenObject[] seen, bool labelled)
    {
        SceneObject o = seen[0].Thing;
        Box3D box = o.Box;
        return new(
            seen[0].Index, o.Label, o.Nyu40, o.Detected, labelled, o.LooksDecide, o.HidesFromDepth,
            seen.Sum(s => s.Pixels), seen.Sum(s => s.MeasuredPixels), seen.Max(s => s.Share),
            [box.Centre.X, box.Centre.Y, box.Centre.Z, box.Size.X, box.Size.Y, box.Size.Z, box.Yaw]);
    }
}
