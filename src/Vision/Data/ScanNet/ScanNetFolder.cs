using System.Text.RegularExpressions;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>
/// ScanNet scenes: raw scans, prepared arrays or mmdetection3d's files, with the frames of scannet_frames_25k where they are there.
/// </summary>
/// <remarks>
/// For a scene scene0000_00, in the folder or in a folder of that name inside: the cloud is scene0000_00_vh_clean_2.ply or
/// scene0000_00.bin in scan axes (turned by axisAlignment of scene0000_00.txt or axis_align_matrix of scene0000_00.json), or
/// scene0000_00_vert.npy, already turned. Pictures are color/000000.jpg with pose/000000.txt, intrinsics_color.txt and, where it
/// exists, depth/000000.png in millimetres. Frames whose pose was lost (inf) are skipped.
/// </remarks>
public sealed partial class ScanNetFolder : IFrameFolder
{
    private readonly string _folder;
    private readonly int _maxViews;

    /// <param name="maxViews">pictures of a scene, spread evenly over those that have a pose</param>
    public ScanNetFolder(string folder, int maxViews = 10)
    {
        (_folder, _maxViews) = (folder, maxViews);
        Ids = [.. Directory.EnumerateFileSystemEntries(folder).Append(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar))
            .Select(f => SceneName().Match(Path.GetFileName(f))).Where(m => m.Success)
            .Select(m => m.Groups[1].Value).Distinct().Where(id => CloudPath(id) is not null).Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Ids { get; }

    public RgbdFrame Read(string id)
    {
        string path = CloudPath(id) ?? throw new InvalidInputException(
            $"'{_folder}' has no cloud of scene '{id}' ({id}_vh_clean_2.ply, {id}.bin or {id}_vert.npy)");
        Transform3D aligned = ReadAlignment(id);
        PointCloud cloud = PointCloudFile.Read(path, path.EndsWith(".bin", StringComparison.Ordinal) ? 6 : null);
        if (!path.EndsWith("_vert.npy", StringComparison.Ordinal))
            cloud = cloud.WithPositions(aligned.Apply(cloud.Positions));
        ScanNetFrames? frames = ScanNetFrames.Find(Places(id), aligned);
        return new RgbdFrame(id, cloud, frames is null ? [] : [.. frames.Spread(_maxViews).Select(frames.Read)], ReadObjects(id));
    }

    private string? CloudPath(string id) => Find(id, $"{id}_vh_clean_2.ply", $"{id}.bin", $"{id}_vert.npy");

    private string? Find(string id, params ReadOnlySpan<string> names)
    {
        foreach (string place in Places(id))
        {
            if (FrameFiles.Find(place, names) is string found)
                return found;
        }

        return null;
    }

    // Where files of a scene may lie: the folder itself, one of the scene's name, or the frames beside the scans.
    private string[] Places(string id) =>
        [_folder, Path.Combine(_folder, id), Path.Combine(_folder, "scans", id), Path.Combine(_folder, "scannet_frames_25k", id),
            Path.Combine(_folder, "..", "scannet_frames_25k", id)];

    // Aligned from scan axes; test scans have none.
    private Transform3D ReadAlignment(string id)
    {
        if (Find(id, $"{id}.txt") is string text)
            return ScanAlignment.Read(text);
        if (Find(id, $"{id}.json") is string json
            && FrameFiles.Numbers(FrameFiles.Json(json), "axis_align_matrix_rows", 16, json) is double[] matrix)
            return Transform3D.FromMatrix(matrix, $"{json}: axis_align_matrix_rows");
        return Transform3D.Identity;
    }

    private LabelledBox[]? ReadObjects(string id)
    {
        if (Find(id, $"{id}_bbox.npy") is string array)
            return [.. ScanNetPrepared.ReadBoxes(array).Select(b => new LabelledBox(ObjectClasses.ScanNet.Names[b.Class], b.Box))];
        if (Find(id, $"{id}.json") is not string json)
            return null;
        double[] Need(System.Text.Json.JsonElement entry, string property) => FrameFiles.Numbers(entry, property, 3, json)
            ?? throw new InvalidInputException($"{json}: a box has no '{property}'");
        return [.. FrameFiles.Objects(FrameFiles.Json(json), "boxes").Select(e => new LabelledBox(
            FrameFiles.Text(e, "class_name", json), new Box3D(FrameFiles.Point(Need(e, "center")), FrameFiles.Point(Need(e, "size")), 0)))];
    }

    [GeneratedRegex(@"^(scene\d{4}_\d{2})(?:\.bin|_vh_clean_2\.ply|_vert\.npy)?$")]
    private static partial Regex SceneName();
}
