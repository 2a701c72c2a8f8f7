using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>Checks a folder that mmdetection3d prepared: its info files and everything that they name.</summary>
/// <param name="classes">of the data set</param>
internal sealed class InfoCheck(ObjectClasses classes) : IDatasetCheck
{
    // Scenes whose boxes tell which way the yaw turns.
    private const int YawScenes = 50;

    public string Layout => $"{classes.Name}_mmdet3d";

    public bool Recognises(string root) => InfoPaths(root).Length > 0;

    public IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options)
    {
        var folder = new InfoFolder(root, classes);
        List<CheckPart> parts = [];
        foreach (string path in InfoPaths(root))
        {
            InfoEntry[] entries = Entries(path);
            parts.Add(new CheckPart(Path.GetFileName(path), notes => LookAtFile(folder, path, notes)));
            parts.AddRange(entries.Select(entry => new CheckPart($"scene {entry.Id}", notes => LookAtScene(folder, entry, path, notes))));
        }

        return parts;
    }

    private string[] InfoPaths(string root) =>
        [.. Directory.EnumerateFiles(root, $"{classes.Name}_infos_*.pkl").Order(StringComparer.Ordinal)];

    // A damaged file has no entries here, and its own part tells why.
    private InfoEntry[] Entries(string path)
    {
        try
        {
            return [.. new InfoFile(path, classes).Entries];
        }
        catch (InvalidInputException)
        {
            return [];
        }
    }

    private void LookAtFile(InfoFolder folder, string path, CheckNotes notes)
    {
        if (notes.Read(path, p => new InfoFile(p, classes)) is not { } info)
            return;
        notes.Count("scenes", Path.GetFileName(path), info.Entries.Count);
        foreach (IGrouping<string, InfoEntry> twice in info.Entries.GroupBy(e => e.Id).Where(g => g.Count() > 1))
            notes.Problem(path, $"scene {twice.Key} is listed {twice.Count()} times");
        if (classes.HeadingBins > 1)
            LookAtYaw(folder, info, path, notes);
    }

    // Before version 1.0 the yaw turned the other way, and nothing in a file says so. Boxes hold more points when it is read right.
    private static void LookAtYaw(InfoFolder folder, InfoFile info, string path, CheckNotes notes)
    {
        (long asRead, long turned) = (0, 0);
        foreach (InfoEntry entry in info.Entries.Where(e => e.Objects.Count > 0).Take(YawScenes))
        {
            string file = folder.Locate(entry.Points, InfoFolder.Points);
            if (!File.Exists(file))
                continue;
            var points = new PointsInBoxes(PointCloudFile.Read(file, columns: 6).Positions);
            foreach (Box3D box in entry.Objects.Select(o => InfoFrames.ToObject(o).Box))
            {
                asRead += points.Count(box);
                turned += points.Count(box with { Yaw = -box.Yaw });
            }
        }

        if (turned > asRead)
            notes.Problem(path, $"boxes hold {asRead} points, and {turned} with the yaw turned the other way: the file is older than mmdetection3d 1.0");
    }

    private void LookAtScene(InfoFolder folder, InfoEntry entry, string path, CheckNotes notes)
    {
        if (classes.HeadingBins > 1)
            LookAtFrame(folder, entry, path, notes);
        else
            LookAtScan(folder, entry, path, notes);
    }

    private static void LookAtFrame(InfoFolder folder, InfoEntry entry, string path, CheckNotes notes)
    {
        PointCloud? cloud = notes.Read(folder.Locate(entry.Points, InfoFolder.Points), file => PointCloudFile.Read(file, columns: 6));
        notes.Count("points per scene", cloud is null ? "unknown" : $"{cloud.Count}");
        if (cloud?.IndexOfInvalid() is >= 0 and var bad)
            notes.Problem(folder.Locate(entry.Points, InfoFolder.Points), $"point {bad} is not finite");
        foreach (LabelledBox o in entry.Objects.Select(InfoFrames.ToObject))
        {
            notes.Count("objects", o.Label);
            notes.Sides(path, $"scene {entry.Id}: {o.Label}", o.Box.Size);
        }

        if (entry.Picture is null)
        {
            notes.Problem(path, $"scene {entry.Id} has no picture");
            return;
        }

        Picture? picture = notes.Read(folder.Locate(entry.Picture, InfoFolder.Pictures), file => PictureFile.Read(file));
        if (picture is not null)
            notes.Count("picture sizes", $"{picture.Width} x {picture.Height}");
        notes.Read(path, file => InfoCamera.Of(entry, file));
    }

    private static void LookAtScan(InfoFolder folder, InfoEntry entry, string path, CheckNotes notes)
    {
        string[] files = [folder.Locate(entry.Points, InfoFolder.Points), .. Masks(folder, entry)];
        if (files.Count(notes.Has) < files.Length)
            return;
        if (notes.Read(path, file => InfoScans.Read(folder, entry, file)) is not { } scene)
            return;
        notes.Count("points per scene", $"{scene.Count}");
        PreparedScenesCheck.LookAtScene(scene, path, path, notes);
    }

    private static IEnumerable<string> Masks(InfoFolder folder, InfoEntry entry)
    {
        if (entry.SemanticMask is not null)
            yield return folder.Locate(entry.SemanticMask, InfoFolder.SemanticMasks);
        if (entry.InstanceMask is not null)
            yield return folder.Locate(entry.InstanceMask, InfoFolder.InstanceMasks);
    }
}
