using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>SUN RGB-D as mmdetection3d prepares it.</summary>
internal sealed class InfoFrames(string root, string split) : ISunRgbdSource
{
    private readonly InfoSplit _infos = new(new InfoFolder(root, ObjectClasses.SunRgbd), split);

    public IReadOnlyList<string> Ids => _infos.Ids;

    public SunRgbdScene Read(string id)
    {
        InfoEntry entry = _infos[id];
        PointCloud cloud = PointCloudFile.Read(_infos.Folder.Locate(entry.Points, InfoFolder.Points), columns: 6);
        return new SunRgbdScene(cloud, ReadObjects(id), Instances: null);
    }

    public FrameView ReadView(string id)
    {
        InfoEntry entry = _infos[id];
        string picture = entry.Picture ?? throw new InvalidInputException($"{_infos.InfoPath}: scene {id} has no picture");
        return InfoCamera.Of(entry, _infos.InfoPath).View(id, _infos.Folder.Locate(picture, InfoFolder.Pictures));
    }

    public IReadOnlyList<LabelledBox> ReadObjects(string id) => [.. _infos[id].Objects.Select(ToObject)];

    /// <summary>An entry's object; its yaw is right-handed already, its rectangle counts pixels from 1.</summary>
    public static LabelledBox ToObject(InfoObject o) => new(
        ObjectClasses.SunRgbd.Names[o.Class],
        new Box3D(FrameFiles.Point(o.Box), FrameFiles.Point(o.Box.AsSpan(3)), o.Box.Length > 6 ? o.Box[6] : 0),
        o.InPicture is [double left, double top, double right, double bottom] ? new PictureBox(left - 1, top - 1, right - 1, bottom - 1) : null);
}
