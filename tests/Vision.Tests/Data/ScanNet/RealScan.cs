using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

/// <summary>The real scan scene0000_00 as VoteNet's scripts prepare it.</summary>
internal static class RealScan
{
    public const string Id = "scene0000_00";

    /// <summary>Its points come without objects' numbers: each takes that of the smallest box around it.</summary>
    public static ScratchFolder Prepared()
    {
        RgbdFrame scan = FrameFolder.Open(RealData.PathOf("scannet")).Read(Id);
        ScanNetBox[] boxes =
        [
            .. scan.Objects!.Select(o => new ScanNetBox(ObjectClasses.ScanNet.IndexOf(o.Label), o.Box.Centre, o.Box.Size))
                .Where(box => box.Class >= 0).OrderByDescending(box => box.Size.X * box.Size.Y * box.Size.Z),
        ];
        int[] semantic = new int[scan.Cloud.Count], instance = new int[scan.Cloud.Count];
        var points = new PointsInBoxes(scan.Cloud.Positions);
        for (int i = 0; i < boxes.Length; i++)
        {
            foreach (int point in points.Indices(boxes[i].Box))
                (semantic[point], instance[point]) = (ObjectClasses.ScanNetNyu40[boxes[i].Class], i + 1);
        }

        float[] rows = [.. scan.Cloud.Positions.Chunk(3).SelectMany(p => (float[])[.. p, 128, 128, 128])];
        var folder = new ScratchFolder();
        ScanNetPrepared.Write(folder.At($"scannet_train_detection_data/{Id}"), new(rows, semantic, instance, boxes));
        return folder;
    }
}
