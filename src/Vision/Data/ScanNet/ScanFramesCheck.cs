using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Checks scannet_frames_25k: pictures, poses, depth and intrinsics of each scene.</summary>
internal static class ScanFramesCheck
{
    /// <summary>A part for every scene that has a folder there; none without the folder.</summary>
    public static IEnumerable<CheckPart> Parts(ScanNetPaths paths)
    {
        string frames = Path.Combine(paths.Root, ScanNetPaths.Frames);
        return Directory.Exists(frames)
            ? Directory.EnumerateDirectories(frames, "scene*").Order(StringComparer.Ordinal)
                .Select(folder => new CheckPart($"pictures of {Path.GetFileName(folder)}", notes => Look(paths, folder, notes)))
            : [];
    }

    private static void Look(ScanNetPaths paths, string folder, CheckNotes notes)
    {
        string alignment = paths.Scan(Path.GetFileName(folder), ".txt");
        if (!File.Exists(alignment))
            notes.Problem(alignment, "missing, and pictures need the scan's alignment");
        string intrinsics = Path.Combine(folder, "intrinsics_color.txt");
        notes.Read(intrinsics, path => Camera.FromMatrix(ScanNetFrames.Intrinsics(path), 1, 1, name: path));
        if (!Directory.Exists(Path.Combine(folder, "color")))
        {
            notes.Problem(Path.Combine(folder, "color"), "missing");
            return;
        }

        int posed = ScanNetFrames.PictureIds(folder).Count(id => LookAtFrame(folder, id, notes));
        if (posed == 0)
            notes.Problem(folder, "no picture has a pose");
    }

    private static bool LookAtFrame(string folder, string id, CheckNotes notes)
    {
        Picture? picture = notes.Read(Path.Combine(folder, "color", $"{id}.jpg"), path => PictureFile.Read(path));
        if (picture is not null)
            notes.Count("picture sizes", $"{picture.Width} x {picture.Height}");
        string depth = Path.Combine(folder, "depth", $"{id}.png");
        if (!File.Exists(depth))
            notes.Count("pictures", "without depth");
        else
            notes.Read(depth, path => PictureFile.ReadDepth(path));
        Transform3D? pose = null;
        if (notes.Read(Path.Combine(folder, "pose", $"{id}.txt"), path => { pose = ScanNetFrames.ReadPose(folder, id); return path; }) is null)
            return false;
        notes.Count("pictures", pose is null ? "whose pose was lost" : "with a pose");
        if (pose is not null && !pose.IsRigid())
            notes.Problem(Path.Combine(folder, "pose", $"{id}.txt"), "the pose is no turn and shift");
        return pose is not null;
    }
}
