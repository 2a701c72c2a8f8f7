using Fuse3D.Vision.Data.Checks;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Formats.Matlab;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Checks the official release of SUN RGB-D: the metadata, and the files of every frame that it names.</summary>
internal sealed class OfficialSunRgbdCheck : IDatasetCheck
{
    public string Layout => "sunrgbd_raw";

    public bool Recognises(string root) => File.Exists(new OfficialFolder(root).Boxes);

    public IReadOnlyList<CheckPart> Parts(string root, DatasetOptions options)
    {
        var folder = new OfficialFolder(root);
        List<CheckPart> parts = [];
        OfficialFrame[] frames = [];
        try
        {
            frames = OfficialMetadata.Frames(folder, "v2");
        }
        catch (InvalidInputException e)
        {
            parts.Add(new CheckPart("metadata", notes => notes.Problem(folder.Boxes, e.Message)));
        }

        parts.Add(new CheckPart("files", notes => LookAtFiles(folder, notes)));
        parts.Add(new CheckPart("splits", notes => notes.Read(folder.Splits, _ => LookAtSplits(folder, frames, notes))));
        for (int i = 0; i < frames.Length; i++)
        {
            OfficialFrame frame = frames[i];
            parts.Add(new CheckPart($"frame {i + 1:000000}", notes => LookAtFrame(folder, frame, notes)));
        }

        return parts;
    }

    // Only the labels of one version are needed.
    private static void LookAtFiles(OfficialFolder folder, CheckNotes notes)
    {
        notes.Has(folder.Boxes);
        notes.Has(folder.PictureBoxes);
        if (!File.Exists(folder.FirstBoxes))
            return;
        notes.Read(folder.FirstBoxes, _ =>
        {
            foreach (OfficialFrame frame in OfficialMetadata.Frames(folder, "v1"))
                CountObjects(frame, "v1", notes);
            return notes;
        });
    }

    private static CheckNotes LookAtSplits(OfficialFolder folder, OfficialFrame[] frames, CheckNotes notes)
    {
        MatFile splits = MatFile.Read(folder.Splits);
        Dictionary<string, string> splitOf = [];
        foreach ((string split, string variable) in OfficialMetadata.Splits)
        {
            foreach (MatArray cell in splits[variable].Cells)
            {
                string sequence = OfficialFolder.Relative(cell.Text());
                if (!splitOf.TryAdd(sequence, split))
                    notes.Problem(folder.Splits, $"{sequence} is listed twice");
            }
        }

        foreach (OfficialFrame frame in frames)
            notes.Count("frames", splitOf.TryGetValue(frame.Sequence, out string? split) ? split : "of no split");
        if (frames.Length == 0)
            return notes;       // damaged metadata is a problem of its own
        foreach (string sequence in splitOf.Keys.Except(frames.Select(f => f.Sequence)).Order(StringComparer.Ordinal))
            notes.Problem(folder.Splits, $"{sequence} is listed, and the metadata has no such frame");
        return notes;
    }

    private static void LookAtFrame(OfficialFolder folder, OfficialFrame frame, CheckNotes notes)
    {
        notes.Count("sensors", frame.Sensor);
        CountObjects(frame, "v2", notes);
        DepthImage? depth = notes.Read(folder.At(frame.Depth), path => PictureFile.ReadDepth(path));
        Picture? picture = notes.Read(folder.At(frame.Picture), path => PictureFile.Read(path));
        if (picture is null || depth is null)
            return;
        notes.Count("picture sizes", $"{picture.Width} x {picture.Height}");
        if (depth.Width != picture.Width || depth.Height != picture.Height)
            notes.Problem(folder.At(frame.Depth), $"{depth.Width} x {depth.Height} pixels, and the picture has {picture.Width} x {picture.Height}");
        else if (Array.TrueForAll(depth.Values, v => v == 0))
            notes.Problem(folder.At(frame.Depth), "no pixel was measured");
        frame.Calibration.Check(frame.Sequence, picture.Width, picture.Height);
    }

    private static void CountObjects(OfficialFrame frame, string labels, CheckNotes notes)
    {
        foreach (LabelledBox o in frame.Objects)
            notes.Count($"objects ({labels})", ObjectClasses.SunRgbd.IndexOf(o.Label) >= 0 ? o.Label : "(other classes)");
    }
}
