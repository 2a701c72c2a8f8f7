using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>SUN RGB-D as VoteNet's and Group-Free's scripts prepare it: 50000 points, boxes and votes per frame.</summary>
internal sealed class PreparedSunRgbd : ISunRgbdSource
{
    // Group-Free adds the object of each of the three votes to VoteNet's ten columns; the nearest object comes first.
    private const int GroupFreeColumns = 13, VoteNetColumns = 10, FirstObject = 10;
    private readonly PreparedFolder _folder;
    private readonly string _split;

    public PreparedSunRgbd(PreparedFolder folder, string split)
    {
        (_folder, _split) = (folder, split);
        Ids = folder.Ids(split);
        if (Ids.Count == 0)
            throw new InvalidInputException($"no frames (000017_pc.npz, ...) in '{folder.Frames(split)}'", "data.root");
    }

    public IReadOnlyList<string> Ids { get; }

    public SunRgbdScene Read(string id)
    {
        PointCloud cloud = ReadCloud(_folder.Cloud(_split, id));
        LabelledBox[] objects = SunRgbdLabels.FromArray(_folder.Boxes(_split, id));
        string votes = _folder.VotesOf(_split, id);
        return new SunRgbdScene(cloud, objects, File.Exists(votes) ? ReadInstances(votes, cloud.Count, objects.Length) : null);
    }

    public FrameView ReadView(string id) => SunRgbdCalibration.FromText(_folder.Calibration(id)).View(id, _folder.Picture(id));

    public IReadOnlyList<LabelledBox> ReadObjects(string id)
    {
        LabelledBox[] listed = SunRgbdLabels.FromText(_folder.Label(id));
        LabelledBox[] objects = SunRgbdLabels.FromArray(_folder.Boxes(_split, id));
        return listed.Select(o => o.Label).SequenceEqual(objects.Select(o => o.Label))
            ? listed
            : throw new InvalidInputException(
                $"{_folder.Label(id)}: lists {Names(listed)}, and the prepared boxes are {Names(objects)}; both must be of the same labels");
    }

    /// <summary>The array "pc", [N, 6] or wider: x y z r g b.</summary>
    public static PointCloud ReadCloud(string path)
    {
        NpyArray rows = ReadArray(path, PreparedFolder.Points);
        if (rows.Shape is not [>= 1, >= 6])
            throw new InvalidInputException($"{path}: {PreparedFolder.Points} is [{string.Join(", ", rows.Shape)}]; points are [N, 6]");
        var cloud = new PointCloud(rows.Columns<float>(0, 3), rows.Columns<float>(3, 3));
        return cloud.IndexOfInvalid() is var bad and >= 0
            ? throw new InvalidInputException($"{path}: point {bad} is not finite")
            : cloud;
    }

    /// <summary>Each point's object by the votes; null when they do not name objects.</summary>
    /// <exception cref="InvalidInputException">other points or objects than the frame has</exception>
    public static int[]? ReadInstances(string path, int points, int objects)
    {
        NpyArray rows = ReadArray(path, PreparedFolder.Votes);
        if (rows.Shape is not [var count, GroupFreeColumns or VoteNetColumns] || count != points)
        {
            throw new InvalidInputException(
                $"{path}: {PreparedFolder.Votes} is [{string.Join(", ", rows.Shape)}]; [{points}, {GroupFreeColumns}] or [{points}, {VoteNetColumns}] belongs there");
        }

        if (rows.Shape[1] == VoteNetColumns)
            return null;
        int[] instances = rows.Columns<int>(FirstObject, 1);
        int wrong = Array.FindIndex(instances, i => i < -1 || i >= objects);
        return wrong < 0
            ? instances
            : throw new InvalidInputException($"{path}: point {wrong} belongs to object {instances[wrong]}; there are {objects}");
    }

    private static NpyArray ReadArray(string path, string key)
    {
        using NpzFile file = NpzFile.Open(path);
        return file.Read(key);
    }

    private static string Names(LabelledBox[] objects) =>
        objects.Length == 0 ? "nothing" : string.Join(", ", objects.Select(o => o.Label));
}
