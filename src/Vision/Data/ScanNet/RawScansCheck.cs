using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Checks the folder scans, its annotations and lists, and the pictures where there are some.</summary>
internal sealed class RawScansCheck : IDatasetCheck
{
    public string Layout => "scannet_raw";

    // Beside prepared scenes there is the same folder with the scans' text files alone: without them pictures cannot be aligned.
    public bool Recognises(string root) => Directory.Exists(Path.Combine(root, ScanNetPaths.Scans))
        && (RawScans.FindLabelMap(root) is not null || !Directory.Exists(Path.Combine(root, ScanNetPaths.Prepared)));

    public IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options)
    {
        var paths = new ScanNetPaths(root);
        string[] ids = [.. Directory.EnumerateDirectories(Path.Combine(root, ScanNetPaths.Scans), "scene*")
            .Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
        // Test scans are published without annotations, and many keep them elsewhere.
        HashSet<string> test = [.. paths.FindList("test") is string list ? FrameFiles.Lines(list) : []];
        var labels = new Lazy<ScanLabelMap?>(() => ReadLabels(root));
        return
        [
            new CheckPart("label map", notes => LookAtLabels(root, notes)),
            new CheckPart("split lists", notes => ScanNetLists.Look(paths, ids, ["train", "val"], id => paths.Scan(id, RawScans.Mesh), notes)),
            .. ids.Select(id => new CheckPart($"scan {id}", notes => Look(paths, id, !test.Contains(id), labels, notes))),
            .. ScanFramesCheck.Parts(paths),
        ];
    }

    private static void LookAtLabels(string root, CheckNotes notes) =>
        notes.Read(RawScans.FindLabelMap(root) ?? RawScans.LabelMapName, path => new ScanLabelMap(path));

    private static ScanLabelMap? ReadLabels(string root)
    {
        try
        {
            return RawScans.FindLabelMap(root) is string path ? new ScanLabelMap(path) : null;
        }
        catch (InvalidInputException)
        {
            return null;                    // the part "label map" tells why
        }
    }

    private static void Look(ScanNetPaths paths, string id, bool annotated, Lazy<ScanLabelMap?> labels, CheckNotes notes)
    {
        string groupsPath = paths.Scan(id, RawScans.Groups), segmentsPath = paths.Scan(id, RawScans.Segments), text = paths.Scan(id, ".txt");
        PointCloud? mesh = notes.Read(paths.Scan(id, RawScans.Mesh), path => PointCloudFile.Read(path));
        Transform3D? aligned = notes.Read(text, ScanAlignment.Read);
        if (ReferenceEquals(aligned, Transform3D.Identity))
            notes.Count("scans", "without alignment");
        else if (aligned is not null && !aligned.IsRigid())
            notes.Problem(text, "axisAlignment is no turn and shift");
        if (!annotated)
            return;
        List<SegmentGroup>? groups = notes.Read(groupsPath, ScanAnnotations.ReadGroups);
        int[]? segments = notes.Read(segmentsPath, ScanAnnotations.ReadSegments);
        if (mesh is null || aligned is null || groups is null || segments is null || labels.Value is not { } map)
            return;
        if (segments.Length != mesh.Count)
        {
            notes.Problem(segmentsPath, $"{segments.Length} vertices are segmented, the mesh has {mesh.Count}");
            return;
        }

        if (notes.Read(groupsPath, path => new ScanPreparation(groups, segments, map, path).Prepare(mesh, aligned)) is { } scene)
            PreparedScenesCheck.LookAtScene(scene, groupsPath, groupsPath, notes);
    }
}
