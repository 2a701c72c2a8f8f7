using System.Globalization;
using System.Numerics;
using System.Text;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Rooms as VoteNet's scripts prepare ScanNet, with the pictures of scannet_frames_25k.</summary>
internal sealed class ScanNetRooms(string root, LeastSeen least) : IRoomLayout
{
    /// <summary>scannet_frames_25k holds every hundredth picture of a scan.</summary>
    private const int PictureStep = 100;

    private readonly ScanNetPaths _paths = new(root);

    public bool Walks => true;

    public void WriteLists(IReadOnlyList<PlannedRoom> rooms)
    {
        Directory.CreateDirectory(Path.Combine(root, ScanNetPaths.Prepared));
        foreach (string split in PlannedRoom.Splits(rooms))
            PreparedWriter.WriteText(_paths.ListPath(split), string.Concat(rooms.Where(r => r.Split == split).Select(r => $"{Name(r)}\n")));
    }

    public IReadOnlyCollection<int> Write(PlannedRoom room, IReadOnlyList<RoomLook> looks)
    {
        RoomScene scene = looks[0].Scene;
        Transform3D alignedFromWorld = Transform3D.FromLinear([1, 0, 0, 0, 1, 0, 0, 0, 1], new(scene.Size.X / -2.0, scene.Size.Y / -2.0, 0));
        Transform3D scanFromAligned = ScanAxes(room.Seed);
        PreparedWriter.WriteText(_paths.Scan(Name(room), ".txt"), ScanText(scanFromAligned.Inverse(), looks));
        WritePictures(Path.Combine(root, ScanNetPaths.Frames, Name(room)), looks, scanFromAligned.After(alignedFromWorld));

        var scan = new FusedScan(alignedFromWorld);
        foreach (RoomLook look in looks)
            scan.Add(look);
        ScanNetScene points = scan.ToScene([]);
        if (points.Count > ScanNetPrepared.MaxPoints)
            points = points.Select(PointSampling.Draw(points.Count, ScanNetPrepared.MaxPoints, SeededRandom.For("points", room.Seed)));
        SortedDictionary<int, ScanNetBox> labelled = Labelled(new PointsInBoxes(points.Positions()), looks, alignedFromWorld);
        ScanNetPrepared.Write(Path.Combine(root, ScanNetPaths.Prepared, Name(room)), points with { Boxes = [.. labelled.Values] });
        return labelled.Keys;
    }

    private static string Name(PlannedRoom room) => string.Create(CultureInfo.InvariantCulture, $"scene{room.Number:0000}_00");

    // A scanner starts anywhere and looks anywhere: what it calls x is not along a wall.
    private static Transform3D ScanAxes(ulong seed)
    {
        SeededRandom random = SeededRandom.For("scan axes", seed);
        (double sin, double cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
        return Transform3D.FromLinear([cos, -sin, 0, sin, cos, 0, 0, 0, 1], new(4 * random.NextDouble(), 4 * random.NextDouble(), random.NextDouble() - 0.5));
    }

    // Objects of the 18 classes that one of the looks shows well enough. As in ScanNet, a box that holds no point is none.
    private SortedDictionary<int, ScanNetBox> Labelled(PointsInBoxes points, IReadOnlyList<RoomLook> looks, Transform3D alignedFromWorld)
    {
        SortedDictionary<int, ScanNetBox> labelled = [];
        RoomScene scene = looks[0].Scene;
        foreach (int index in looks.SelectMany(l => l.Objects.Where(least.Suffices)).Select(o => o.Index).Distinct())
        {
            int id = ObjectClasses.ScanNetClassOf(scene.Objects[index].Nyu40);
            if (id < 0 || Extents(scene, index, alignedFromWorld) is not { } extents)
                continue;
            var box = new ScanNetBox(id, (extents.Min + extents.Max) * 0.5, extents.Size);
            if (points.HasAtLeast(box.Box, 1))
                labelled[index] = box;
        }

        return labelled;
    }

    // Of all of the object's triangles: boxes of ScanNet are not turned.
    private static Extents3D? Extents(RoomScene scene, int index, Transform3D alignedFromWorld)
    {
        Vector3[] places = [.. scene.Mesh.Triangles.Where(t => t.Thing == index).SelectMany(t => (int[])[t.A, t.B, t.C]).Select(v => scene.Mesh.Positions[v])];
        if (places.Length == 0)
            return null;
        (Vector3 min, Vector3 max) = (places.Aggregate(Vector3.Min), places.Aggregate(Vector3.Max));
        return new(alignedFromWorld.Apply(new Point3D(min.X, min.Y, min.Z)), alignedFromWorld.Apply(new Point3D(max.X, max.Y, max.Z)));
    }

    private static void WritePictures(string folder, IReadOnlyList<RoomLook> looks, Transform3D scanFromWorld)
    {
        for (int i = 0; i < looks.Count; i++)
        {
            RoomLook look = looks[i];
            string id = (i * PictureStep).ToString("000000", CultureInfo.InvariantCulture);
            PreparedWriter.WriteText(Path.Combine(folder, "pose", $"{id}.txt"), Matrix(scanFromWorld.After(look.View.CameraFromWorld.Inverse())));
            WriteWhole(Path.Combine(folder, "color", $"{id}.jpg"), PictureFile.EncodeJpeg(look.Picture));
            WriteWhole(Path.Combine(folder, "depth", $"{id}.png"), PictureFile.EncodePng(look.Sensed, fast: true));
        }

        Camera camera = looks[0].View.Camera;
        if (looks.Any(l => l.View.Camera != camera) || !camera.Distortion.Equals(Distortion.None))
            throw new InvalidInputException("the looks of a room have several cameras or a lens with distortion; a scan of ScanNet has one, without");
        string intrinsics = Matrix(Transform3D.FromLinear([camera.Fx, 0, camera.Cx, 0, camera.Fy, camera.Cy, 0, 0, 1]));
        foreach (string name in (string[])["intrinsics_color.txt", "intrinsics_depth.txt"])
            PreparedWriter.WriteText(Path.Combine(folder, name), intrinsics);
    }

    private static string ScanText(Transform3D alignedFromScan, IReadOnlyList<RoomLook> looks)
    {
        Camera camera = looks[0].View.Camera;
        string text = $"axisAlignment = {Matrix(alignedFromScan).ReplaceLineEndings(" ").TrimEnd()}\n";
        foreach (string kind in (string[])["color", "depth"])
        {
            text += string.Create(CultureInfo.InvariantCulture, $"{kind}Height = {camera.Height}\n{kind}Width = {camera.Width}\n"
                + $"fx_{kind} = {camera.Fx:R}\nfy_{kind} = {camera.Fy:R}\nmx_{kind} = {camera.Cx:R}\nmy_{kind} = {camera.Cy:R}\n");
        }

        return text + string.Create(CultureInfo.InvariantCulture, $"numColorFrames = {looks.Count}\nnumDepthFrames = {looks.Count}\n");
    }

    // Four rows of four.
    private static string Matrix(Transform3D t)
    {
        var text = new StringBuilder();
        for (int row = 0; row < 3; row++)
            text.Append(CultureInfo.InvariantCulture, $"{t[row, 0]:R} {t[row, 1]:R} {t[row, 2]:R} {t[row, 3]:R}\n");
        return text.Append("0 0 0 1\n").ToString();
    }

    private static void WriteWhole(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, stream => stream.Write(bytes));
    }
}
