using System.Globalization;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Checks the folder scannet_train_detection_data, the lists of its scenes, and their pictures where there are some.</summary>
internal sealed class PreparedScenesCheck : IDatasetCheck
{
    // What the published preparation makes scenes of.
    private static readonly string[] Prepared = ["train", "val"];

    public string Layout => "scannet_prepared";

    public bool Recognises(string root) => Directory.Exists(Path.Combine(root, ScanNetPaths.Prepared));

    public IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options)
    {
        var paths = new ScanNetPaths(root);
        var scenes = new PreparedScenes(root, "all");
        // A scene that lacks its points shows by its other files.
        string[] ids = [.. Directory.EnumerateFiles(scenes.Folder, "scene*.npy").Select(IdOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        return
        [
            new CheckPart("split lists", notes => ScanNetLists.Look(
                paths, ids, Prepared, id => Path.Combine(scenes.Folder, id + ScanNetPrepared.Endings[0]), notes)),
            .. ids.Select(id => new CheckPart($"scene {id}", notes => Look(Path.Combine(scenes.Folder, id), notes))),
            .. ScanFramesCheck.Parts(paths),
        ];
    }

    private static string? IdOf(string path)
    {
        string name = Path.GetFileName(path);
        string? ending = ScanNetPrepared.Endings.FirstOrDefault(e => name.EndsWith(e, StringComparison.Ordinal));
        return ending is null ? null : name[..^ending.Length];
    }

    private static void Look(string prefix, CheckNotes notes)
    {
        string[] files = [.. ScanNetPrepared.Endings.Select(e => prefix + e)];
        float[]? vertices = notes.Read(files[0], ScanNetPrepared.ReadVertices);
        int count = (vertices?.Length ?? 0) / ScanNetScene.Width;
        int[]? semantic = null, instance = null;
        if (vertices is not null)
        {
            notes.Count("points per scene", count == ScanNetPrepared.MaxPoints ? $"{count}" : $"fewer than {ScanNetPrepared.MaxPoints}");
            semantic = notes.Read(files[1], path => ScanNetPrepared.ReadLabels(path, count));
            instance = notes.Read(files[2], path => ScanNetPrepared.ReadLabels(path, count));
        }
        else
        {
            _ = (notes.Has(files[1]), notes.Has(files[2]));
        }

        ScanNetBox[]? boxes = notes.Read(files[3], ScanNetPrepared.ReadBoxes);
        if (vertices is not null && semantic is not null && instance is not null && boxes is not null)
            LookAtScene(new ScanNetScene(vertices, semantic, instance, boxes), files[1], files[3], notes);
    }

    /// <param name="labels">file of the points' classes</param>
    /// <param name="truth">file of the boxes</param>
    internal static void LookAtScene(ScanNetScene scene, string labels, string truth, CheckNotes notes)
    {
        int wrong = Array.FindIndex(scene.Semantic, s => s is < 0 or > 40);
        if (wrong >= 0)
            notes.Problem(labels, $"point {wrong} is of class {scene.Semantic[wrong]}; nyu40 ids end at 40");
        if (scene.Boxes.Count == 0)
            notes.Count("scenes", "without objects");
        if (scene.Boxes.Count > BoxTargets.Slots)
            notes.Problem(truth, $"{scene.Boxes.Count} objects; the first {BoxTargets.Slots} are used");
        var points = new PointsInBoxes(scene.Positions());
        foreach (ScanNetBox box in scene.Boxes)
        {
            string label = ObjectClasses.ScanNet.Names[box.Class];
            notes.Count("objects", label);
            notes.Sides(truth, label, box.Size);
            if (!points.HasAtLeast(box.Box, 1))
                notes.Problem(truth, string.Create(CultureInfo.InvariantCulture,
                    $"{label} at ({box.Centre.X:F2}, {box.Centre.Y:F2}, {box.Centre.Z:F2}) holds no points"));
        }
    }
}
