using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Where the parts of ScanNet lie under a data set's root.</summary>
/// <param name="Root">holds scans/, scannet_train_detection_data/, scannet_frames_25k/ and meta_data/, or those that are there</param>
internal sealed record ScanNetPaths(string Root)
{
    public const string Prepared = "scannet_train_detection_data", Scans = "scans", Frames = "scannet_frames_25k", Meta = "meta_data";

    /// <summary>The scenes that a split lists.</summary>
    /// <returns>null for "all", which has no list</returns>
    public string[]? Split(string split)
    {
        if (split == "all")
            return null;
        string path = FindList(split) ?? throw new InvalidInputException(
            $"'{Root}' has no list {Meta}/scannetv2_{split}.txt of the split's scenes; split 'all' takes every scene there is", "data.split");
        return FrameFiles.Lines(path);
    }

    /// <summary>Where the list of a split should be.</summary>
    public string ListPath(string split) => Path.Combine(Root, Meta, $"scannetv2_{split}.txt");

    /// <summary>The list of a split; null when there is none.</summary>
    public string? FindList(string split) => FrameFiles.Find(Root, $"{Meta}/scannetv2_{split}.txt", $"scannetv2_{split}.txt");

    /// <summary>The scenes of a split that are there, in its order.</summary>
    /// <param name="there">every scene on disk</param>
    /// <param name="what">that is on disk, for errors</param>
    public IReadOnlyList<string> Split(string split, IEnumerable<string> there, string what)
    {
        HashSet<string> known = [.. there];
        string[] ids = Split(split) is string[] listed ? [.. listed.Where(known.Contains)] : [.. known.Order(StringComparer.Ordinal)];
        return ids.Length > 0
            ? ids
            : throw new InvalidInputException($"'{Root}' has none of the scenes of split '{split}' ({what})", "data.split");
    }

    /// <summary>A file of a scan; nothing says that it exists.</summary>
    public string Scan(string id, string ending) => Path.Combine(Root, Scans, id, id + ending);

    /// <summary>From scan axes to the axes of the prepared points.</summary>
    /// <exception cref="InvalidInputException">the scan's text file is missing</exception>
    public Transform3D Alignment(string id) => ScanAlignment.Read(Scan(id, ".txt"));

    /// <summary>Pictures of a scene; null when there are none.</summary>
    public ScanNetFrames? OpenFrames(string id)
    {
        string[] places = [Path.Combine(Root, Frames, id), Path.Combine(Root, Scans, id)];
        return places.Any(p => Directory.Exists(Path.Combine(p, "color"))) ? ScanNetFrames.Find(places, Alignment(id)) : null;
    }
}
