using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>Turns scans as ScanNet publishes them into the arrays that VoteNet's scripts make.</summary>
/// <remarks>A scene's boxes are written last, and whole: after an interruption, scenes that have them are left as they are.</remarks>
public static class ScanNetPreparation
{
    /// <summary>Prepares the scenes of the training and validation lists that are there; without lists, every scene.</summary>
    /// <param name="rawRoot">holds scans/, the label map and the lists</param>
    /// <param name="preparedRoot">made where it does not exist; may be <paramref name="rawRoot"/></param>
    /// <exception cref="InvalidInputException">there is no scene or no label map, or a list is damaged</exception>
    public static PreparationReport Run(string rawRoot, string preparedRoot, PreparationOptions options, CancellationToken cancel = default)
    {
        var scans = new RawScans(rawRoot, "all");
        scans.RequireLabels();
        IReadOnlyList<string> there = scans.Ids;
        string folder = Path.Combine(preparedRoot, ScanNetPaths.Prepared);
        Directory.CreateDirectory(folder);
        string[] ids = [.. CopyLists(new(rawRoot), new(preparedRoot))?.Intersect(there) ?? there];
        return DatasetPreparation.Each(rawRoot, ids, id => id, id => Prepare(scans, id, Path.Combine(folder, id)), options, cancel);
    }

    // All scenes listed; null without lists. Test scans are published without annotations, so their list is of no use.
    private static List<string>? CopyLists(ScanNetPaths from, ScanNetPaths to)
    {
        List<string>? ids = null;
        foreach (string split in (string[])["train", "val"])
        {
            if (from.FindList(split) is not { } path)
                continue;
            string[] lines = FrameFiles.Lines(path);
            Directory.CreateDirectory(Path.Combine(to.Root, ScanNetPaths.Meta));
            WholeFile.Write(to.ListPath(split), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(id => $"{id}\n")))));
            (ids ??= []).AddRange(lines);
        }

        return ids;
    }

    private static bool Prepare(RawScans scans, string id, string prefix)
    {
        if (File.Exists(prefix + ScanNetPrepared.Endings[^1]))
            return false;
        ScanNetPrepared.Write(prefix, scans.Read(id));
        return true;
    }
}
