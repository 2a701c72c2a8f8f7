using System.Runtime.InteropServices;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>ScanNet as mmdetection3d prepares it: points in scan axes, boxes in aligned ones. Pictures are those of scannet_frames_25k.</summary>
internal sealed class InfoScans(string root, string split) : IScanNetSource
{
    private readonly InfoSplit _infos = new(new InfoFolder(root, ObjectClasses.ScanNet), split);

    public IReadOnlyList<string> Ids => _infos.Ids;

    public ScanNetScene Read(string id) => Read(_infos.Folder, _infos[id], _infos.InfoPath);

    public ScanNetFrames? Frames(string id) =>
        ScanNetFrames.Find([Path.Combine(_infos.Folder.Root, ScanNetPaths.Frames, id)], Alignment(_infos[id], _infos.InfoPath));

    /// <param name="path">the info file, for errors</param>
    public static ScanNetScene Read(InfoFolder folder, InfoEntry entry, string path)
    {
        PointCloud scan = PointCloudFile.Read(folder.Locate(entry.Points, InfoFolder.Points), columns: 6);
        return new ScanNetScene(
            ScanNetScene.Rows(scan, Alignment(entry, path)),
            ReadMask(folder, entry.SemanticMask, InfoFolder.SemanticMasks, scan.Count, entry, path),
            ReadMask(folder, entry.InstanceMask, InfoFolder.InstanceMasks, scan.Count, entry, path),
            [.. entry.Objects.Select(o => new ScanNetBox(o.Class, FrameFiles.Point(o.Box), FrameFiles.Point(o.Box.AsSpan(3))))]);
    }

    private static Transform3D Alignment(InfoEntry entry, string path) => entry.Alignment is { } matrix
        ? Transform3D.FromMatrix(matrix.Numbers(16), matrix.Where)
        : throw new InvalidInputException($"{path}: scene {entry.Id} has no axis_align_matrix");

    // int64 per point
    private static int[] ReadMask(InfoFolder folder, string? name, string place, int points, InfoEntry entry, string path)
    {
        string file = folder.Locate(name ?? throw new InvalidInputException($"{path}: scene {entry.Id} names no {place}"), place);
        byte[] bytes = InputFile.ReadAll(file, Array.MaxLength);
        return bytes.Length == (long)points * sizeof(long)
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), label => (int)Math.Clamp(label, int.MinValue, int.MaxValue))
            : throw new InvalidInputException($"{file}: {bytes.Length} bytes; {points} points have {(long)points * sizeof(long)} (int64)");
    }
}
