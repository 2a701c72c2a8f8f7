using System.Globalization;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Rooms as VoteNet's and Group-Free's scripts prepare SUN RGB-D.</summary>
/// <remarks>What was sensed lies in rooms/depth/000001.png beside it, millimetres: published frames are prepared without.</remarks>
/// <param name="points">drawn from what the depth sensor measured</param>
internal sealed class SunRgbdRooms(string root, int points, LeastSeen least) : IRoomLayout
{
    private readonly PreparedFolder _folder = new(root, "v1");

    public bool Walks => false;

    public void WriteLists(IReadOnlyList<PlannedRoom> rooms)
    {
        foreach (string split in PlannedRoom.Splits(rooms))
        {
            Directory.CreateDirectory(_folder.Frames(split));
            PreparedWriter.WriteText(_folder.SplitList(split), string.Concat(
                rooms.Where(r => r.Split == split).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Number}\n"))));
        }
    }

    public IReadOnlyCollection<int> Write(PlannedRoom room, IReadOnlyList<RoomLook> looks)
    {
        RoomLook look = looks[0];
        var axes = new UprightAxes(look.View.CameraFromWorld);
        SeenObject[] labelled = [.. look.Objects.Where(Labelled)];
        PreparedWriter.Write(
            _folder, room.Split, room.Id, Cloud(look, axes, room.Seed),
            [.. labelled.Select(o => new LabelledBox(o.Thing.Label, axes.Apply(o.Thing.Box), o.Extents))],
            axes.Calibration(look.View.Camera), PictureFile.EncodeJpeg(look.Picture));
        string depth = Path.Combine(root, RoomTruth.Folder, "depth", $"{room.Id}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(depth)!);
        WholeFile.Write(depth, stream => stream.Write(PictureFile.EncodePng(look.Sensed, fast: true)));
        return [.. labelled.Select(o => o.Index)];
    }

    // The data set labels clutter as well, but what has the name of a class to find must be one.
    private bool Labelled(SeenObject o) =>
        least.Suffices(o) && !o.IsStructure && (o.Thing.Detected || ObjectClasses.SunRgbd.IndexOf(o.Thing.Label) < 0);

    private PointCloud Cloud(RoomLook look, UprightAxes axes, ulong seed)
    {
        Transform3D uprightFromCamera = axes.FromWorld.After(look.View.CameraFromWorld.Inverse());
        PointCloud all = new DepthUnprojection(look.View.Camera).ToCloud(look.Sensed, RoomLook.MetresPerUnit, uprightFromCamera, look.Picture);
        return all.Count > 0
            ? all.Select(PointSampling.Draw(all.Count, points, SeededRandom.For("points", seed)))
            : throw new InvalidInputException($"the room of seed {seed}: its depth sensor measured nothing");
    }
}
