using System.Globalization;
using Fuse3D.Vision.Data.Checks;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>The lists of frame numbers, train_data_idx.txt and val_data_idx.txt, against each other and against the frames there are.</summary>
internal sealed class SplitLists(PreparedFolder folder)
{
    /// <summary>Numbers of a split as six digits, in the list's order.</summary>
    /// <exception cref="InvalidInputException">a line is not a number from 1 to 999999</exception>
    public static string[] Read(string path)
    {
        string[] lines = FrameFiles.Lines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!int.TryParse(lines[i], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 999_999)
                throw new InvalidInputException($"{path}, line {i + 1}: '{lines[i]}' is no frame number");
            lines[i] = number.ToString("000000", CultureInfo.InvariantCulture);
        }

        return lines;
    }

    /// <summary>Looks at the lists alone: repeated numbers, and numbers in both.</summary>
    public void Look(CheckNotes notes)
    {
        Dictionary<string, string> splitOf = [];
        foreach (string split in PreparedFolder.Splits)
        {
            string path = folder.SplitList(split);
            string[] ids = notes.Read(path, Read) ?? [];
            notes.Count("listed frames", split, ids.Length);
            foreach (string id in ids)
            {
                if (!splitOf.TryAdd(id, split))
                    notes.Problem(path, splitOf[id] == split ? $"frame {id} is listed twice" : $"frame {id} is in the list of {splitOf[id]} too");
            }
        }
    }

    /// <summary>Compares a split's list with its frames.</summary>
    public void Compare(string split, CheckNotes notes)
    {
        string path = folder.SplitList(split);
        if (!File.Exists(path))
            return;
        HashSet<string> listed = [.. Read(path)], there = [.. folder.Ids(split)];
        foreach (string id in listed.Except(there).Order(StringComparer.Ordinal))
            notes.Problem(folder.Cloud(split, id), $"missing, and frame {id} is in the list of {split}");
        foreach (string id in there.Except(listed).Order(StringComparer.Ordinal))
            notes.Problem(folder.Cloud(split, id), $"frame {id} is not in the list of {split}");
        notes.Count("frames", split, there.Count);
    }
}
