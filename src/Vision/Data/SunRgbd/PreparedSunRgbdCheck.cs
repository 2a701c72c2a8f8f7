using System.Globalization;
using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Checks SUN RGB-D as VoteNet's scripts prepare it, with every label version that is there.</summary>
internal sealed class PreparedSunRgbdCheck : IDatasetCheck
{
    public string Layout => "sunrgbd_prepared";

    public bool Recognises(string root) => Versions(root).Length > 0;

    public IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options)
    {
        PreparedFolder[] versions = Versions(root);
        if (versions.Length == 0)
            throw new InvalidInputException($"'{root}' has no folder sunrgbd_pc_bbox_votes_50k_v1_train, nor one of v2 or val");
        List<CheckPart> parts = [new CheckPart("split lists", notes => new SplitLists(versions[0]).Look(notes))];
        foreach (PreparedFolder folder in versions)
        {
            parts.Add(new CheckPart($"labels {folder.Labels}", notes => LookAtSplits(folder, notes)));
            foreach (string split in PreparedFolder.Splits)
                parts.AddRange(folder.Ids(split).Select(id => new CheckPart($"frame {id}", notes => LookAtFrame(folder, split, id, notes))));
        }

        string[] ids = [.. versions.SelectMany(f => PreparedFolder.Splits.SelectMany(f.Ids)).Distinct().Order(StringComparer.Ordinal)];
        parts.AddRange(ids.Select(id => new CheckPart($"picture {id}", notes => LookAtPicture(versions[0], id, notes))));
        return parts;
    }

    private static PreparedFolder[] Versions(string root) => [.. PreparedFolder.Versions.Select(v => new PreparedFolder(root, v))
        .Where(f => PreparedFolder.Splits.Any(s => Directory.Exists(f.Frames(s))))];

    private static void LookAtSplits(PreparedFolder folder, CheckNotes notes)
    {
        notes.Count("frames by labels", folder.Labels, PreparedFolder.Splits.Sum(s => folder.Ids(s).Length));
        foreach (string split in PreparedFolder.Splits)
        {
            if (Directory.Exists(folder.Frames(split)))
                new SplitLists(folder).Compare(split, notes);
        }
    }

    private static void LookAtFrame(PreparedFolder folder, string split, string id, CheckNotes notes)
    {
        PointCloud? cloud = notes.Read(folder.Cloud(split, id), PreparedSunRgbd.ReadCloud);
        LabelledBox[]? objects = notes.Read(folder.Boxes(split, id), SunRgbdLabels.FromArray);
        notes.Count("points per frame", Text(cloud?.Count ?? 0));
        foreach (LabelledBox o in objects ?? [])
        {
            notes.Count($"objects in {split} ({folder.Labels})", o.Label);
            notes.Sides(folder.Boxes(split, id), o.Label, o.Box.Size);
        }

        if (objects is { Length: 0 })
            notes.Count("frames without objects", $"{split} ({folder.Labels})");
        if (cloud is not null && objects is not null)
            LookAtVotes(folder.VotesOf(split, id), cloud, objects, notes);
        if (objects is not null)
            LookAtLabels(folder, id, objects, notes);
    }

    // Training can do without votes: which object a point belongs to is then worked out.
    private static void LookAtVotes(string path, PointCloud cloud, LabelledBox[] objects, CheckNotes notes)
    {
        if (!File.Exists(path))
        {
            notes.Count("votes", "none");
            return;
        }

        notes.Read(path, p =>
        {
            bool named = PreparedSunRgbd.ReadInstances(p, cloud.Count, objects.Length) is not null;
            notes.Count("votes", named ? "Group-Free (13 columns)" : "VoteNet (10 columns)");
            return p;
        });
    }

    private static void LookAtLabels(PreparedFolder folder, string id, LabelledBox[] objects, CheckNotes notes)
    {
        if (notes.Read(folder.Label(id), SunRgbdLabels.FromText) is not { } listed)
            return;
        if (!listed.Select(o => o.Label).SequenceEqual(objects.Select(o => o.Label)))
        {
            notes.Problem(folder.Label(id), $"lists {listed.Length} objects of the ten classes ({Names(listed)}), and the prepared boxes are {objects.Length} ({Names(objects)})");
            return;
        }

        for (int i = 0; i < listed.Length; i++)
        {
            if ((listed[i].Box.Centre - objects[i].Box.Centre).Length > 1e-3 || (listed[i].Box.Size - objects[i].Box.Size).Length > 1e-3)
                notes.Problem(folder.Label(id), $"{listed[i].Label} is elsewhere than in the prepared boxes");
        }
    }

    private static void LookAtPicture(PreparedFolder folder, string id, CheckNotes notes)
    {
        Picture? picture = notes.Read(folder.Picture(id), path => PictureFile.Read(path));
        if (picture is not null)
            notes.Count("picture sizes", $"{picture.Width} x {picture.Height}{Sensor(picture)}");
        notes.Read(folder.Calibration(id), path =>
        {
            SunRgbdCalibration calibration = SunRgbdCalibration.FromText(path);
            calibration.Check(path, picture?.Width ?? 1, picture?.Height ?? 1);
            return calibration;
        });
    }

    // The four sensors of the data set have pictures of four sizes.
    private static string Sensor(Picture picture) => (picture.Width, picture.Height) switch
    {
        (730, 530) => " (kinect v2)",
        (561, 427) => " (kinect v1)",
        (591, 441) => " (xtion)",
        (681, 531) => " (realsense)",
        _ => "",
    };

    private static string Names(LabelledBox[] objects) => string.Join(", ", objects.Select(o => o.Label));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
