using Fuse3D.Vision.Formats.Matlab;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Reads the metadata of the official release, as VoteNet's MATLAB scripts do (sunrgbd/matlab/extract_*.m).</summary>
internal static class OfficialMetadata
{
    /// <summary>What the splits are called in allsplit.mat.</summary>
    public static SortedDictionary<string, string> Splits { get; } = new(StringComparer.Ordinal) { ["train"] = "alltrain", ["val"] = "alltest" };

    /// <summary>Frames by their number; the first has number 1.</summary>
    /// <param name="labels">"v1" or "v2"; cameras and paths are those of v2 for both</param>
    public static OfficialFrame[] Frames(OfficialFolder folder, string labels)
    {
        MatArray cameras = MatFile.Read(folder.Boxes)["SUNRGBDMeta"];
        (string path, MatArray solid, MatArray flat) = labels switch
        {
            "v1" when MatFile.Read(folder.FirstBoxes)["SUNRGBDMeta"] is var both => (folder.FirstBoxes, both, both),
            "v2" => (folder.PictureBoxes, cameras, MatFile.Read(folder.PictureBoxes)["SUNRGBDMeta2DBB"]),
            _ => throw new InvalidInputException($"labels '{labels}' of SUN RGB-D; there are v1 and v2", "data.labels"),
        };
        if (solid.Count != cameras.Count || flat.Count != cameras.Count)
            throw new InvalidInputException($"{path}: {flat.Count} frames, and {folder.Boxes} has {cameras.Count}");
        var frames = new OfficialFrame[cameras.Count];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = Frame(cameras, i, Objects(solid.Field(i, "groundtruth3DBB"), flat.Field(i, "groundtruth2DBB"), labels == "v2", $"{path}, frame {i + 1}"));
        return frames;
    }

    /// <summary>Numbers of the frames of a split, ascending.</summary>
    public static int[] Split(OfficialFolder folder, OfficialFrame[] frames, string split)
    {
        if (!Splits.TryGetValue(split, out string? variable))
            throw new InvalidInputException($"split '{split}' of SUN RGB-D; there are {string.Join(" and ", Splits.Keys)}", "data.split");
        HashSet<string> folders = [.. MatFile.Read(folder.Splits)[variable].Cells.Select(c => OfficialFolder.Relative(c.Text()))];
        return [.. Enumerable.Range(1, frames.Length).Where(n => folders.Contains(frames[n - 1].Sequence))];
    }

    private static OfficialFrame Frame(MatArray meta, int i, LabelledBox[] objects)
    {
        string depth = OfficialFolder.Relative(meta.Field(i, "depthpath").Text());
        // The frame's folder is the one above that of its depth images.
        string sequence = Path.GetDirectoryName(Path.GetDirectoryName(depth)) ?? "";
        return new OfficialFrame(
            sequence.Replace('\\', '/'),
            depth,
            OfficialFolder.Relative(meta.Field(i, "rgbpath").Text()),
            meta.TryField(i, "sensorType")?.Text() ?? "",
            new SunRgbdCalibration(RowMajor(meta.Field(i, "Rtilt")), RowMajor(meta.Field(i, "K"))),
            objects);
    }

    // The scripts stop at the first object that lacks something, and keep those before it.
    private static LabelledBox[] Objects(MatArray solid, MatArray flat, bool sameNames, string where)
    {
        List<LabelledBox> objects = [];
        for (int j = 0; j < Length(solid); j++)
        {
            string label = solid.Field(j, "classname").Text();
            double[] orientation = solid.Field(j, "orientation").Numbers();
            bool named = !sameNames || (j < Length(flat) && flat.Field(j, "classname").Text() == label);
            if (!named || orientation.Length < 2 || PictureBox(solid, flat, j) is not { } box)
                break;
            double[] centroid = solid.Field(j, "centroid").Numbers(3), halves = solid.Field(j, "coeffs").Numbers(3);
            objects.Add(SunRgbdLabels.FromParts(label, centroid, [.. halves.Select(Math.Abs)], orientation, box, $"{where}, object {j + 1}"));
        }

        return [.. objects];
    }

    // A frame without objects has an empty array of numbers in their place.
    private static int Length(MatArray objects) => objects.Class == MatClass.Struct ? objects.Count : 0;

    // Some versions of the metadata have the picture's box beside the solid one.
    private static double[]? PictureBox(MatArray solid, MatArray flat, int j)
    {
        MatArray? box = (j < Length(flat) ? flat.TryField(j, "gtBb2D") : null) ?? solid.TryField(j, "gtBb2D");
        return box is { Count: >= 4 } ? box.Numbers() : null;
    }

    private static double[] RowMajor(MatArray matrix)
    {
        double[] m = matrix.Numbers(9);
        return [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]];
    }
}
