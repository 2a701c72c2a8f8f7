namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Where things are in the folder that VoteNet's scripts prepare; docs/datasets.md shows the tree.</summary>
/// <param name="root">the folder with sunrgbd_trainval and the prepared splits, or the one above, where it is called sunrgbd</param>
/// <param name="labels">"v1" or "v2"</param>
internal sealed class PreparedFolder(string root, string labels)
{
    /// <summary>Names of the arrays in the frames' archives.</summary>
    public const string Points = "pc", Votes = "point_votes";

    /// <summary>Splits that the scripts make.</summary>
    public static IReadOnlyList<string> Splits { get; } = ["train", "val"];

    /// <summary>Sets of labels that the data set has.</summary>
    public static IReadOnlyList<string> Versions { get; } = ["v1", "v2"];

    public string Root { get; } = Directory.Exists(Path.Combine(root, "sunrgbd")) ? Path.Combine(root, "sunrgbd") : root;

    /// <summary>"v1" or "v2".</summary>
    public string Labels { get; } = Versions.Contains(labels)
        ? labels
        : throw new InvalidInputException($"labels '{labels}' of SUN RGB-D; there are v1 and v2", "data.labels");

    /// <summary>The folder of a split's frames.</summary>
    public string Frames(string split) => Path.Combine(Root, $"sunrgbd_pc_bbox_votes_50k_{Labels}_{split}");

    public string Cloud(string split, string id) => Path.Combine(Frames(split), $"{id}_pc.npz");

    public string Boxes(string split, string id) => Path.Combine(Frames(split), $"{id}_bbox.npy");

    public string VotesOf(string split, string id) => Path.Combine(Frames(split), $"{id}_votes.npz");

    public string SplitList(string split) => Original($"{split}_data_idx.txt");

    public string Picture(string id) => Original(Path.Combine("image", $"{id}.jpg"));

    public string Calibration(string id) => Original(Path.Combine("calib", $"{id}.txt"));

    public string Label(string id) => Original(Path.Combine(Labels == "v1" ? "label_v1" : "label", $"{id}.txt"));

    /// <summary>Frames of a split whose points are there, ascending.</summary>
    public string[] Ids(string split) => Directory.Exists(Frames(split))
        ? [.. Directory.EnumerateFiles(Frames(split), "*_pc.npz").Select(f => Path.GetFileName(f)[..^"_pc.npz".Length]).Order(StringComparer.Ordinal)]
        : [];

    private string Original(string name) => Path.Combine(Root, "sunrgbd_trainval", name);
}
