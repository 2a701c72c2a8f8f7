using Fuse3D.Vision.Data.Checks;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>The lists of scenes, scannetv2_train.txt and the like, against each other and against the scenes there are.</summary>
internal static class ScanNetLists
{
    public static IReadOnlyList<string> Splits { get; } = ["train", "val", "test"];

    /// <param name="there">every scene on disk</param>
    /// <param name="needed">splits whose scenes must be there</param>
    /// <param name="file">a file that a scene must have, by its id</param>
    public static void Look(ScanNetPaths paths, IEnumerable<string> there, IReadOnlyList<string> needed, Func<string, string> file, CheckNotes notes)
    {
        HashSet<string> known = [.. there];
        Dictionary<string, string> splitOf = [];
        foreach (string split in Splits)
        {
            if (paths.FindList(split) is not string list)
            {
                if (needed.Contains(split))
                    notes.Problem(paths.ListPath(split), "missing");
                continue;
            }

            string[] ids = notes.Read(list, FrameFiles.Lines) ?? [];
            notes.Count("listed scenes", split, ids.Length);
            notes.Count("scenes", split, ids.Count(known.Contains));
            foreach (string id in ids)
            {
                if (!splitOf.TryAdd(id, split))
                    notes.Problem(list, splitOf[id] == split ? $"{id} is listed twice" : $"{id} is in the list of {splitOf[id]} too");
                else if (needed.Contains(split) && !known.Contains(id))
                    notes.Problem(file(id), $"missing, and {id} is in the list of {split}");
            }
        }

        foreach (string id in known.Except(splitOf.Keys).Order(StringComparer.Ordinal))
            notes.Problem(file(id), $"{id} is in no list");
    }
}
