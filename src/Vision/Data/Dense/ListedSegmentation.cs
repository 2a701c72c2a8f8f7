using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Layouts with lists: a line of train.txt or val.txt names picture, labels and depth, with tabs between them.</summary>
internal static class ListedSegmentation
{
    private const string PictureLabelsDepth = "picture, labels and depth with tabs between them";

    /// <summary>NYUDv2 as the light-weight RefineNet's preparation left it, with depth: 40 classes from 0, masks smaller than pictures.</summary>
    public static SegmentationLayout NyuDv2 { get; } = new(
        "nyudv2", Nyu40.Names, LabelCoding.FromZero(40), LabelFit.Cut, ["rgb", "depth"],
        [ModalityForm.Colour.Kind, ModalityForm.Depth.Kind], _ => [ModalityForm.Colour, ModalityForm.Depth]);

    /// <summary>
    /// SUN RGB-D: the toolbox's numbers 0..37, 0 unlabelled; pictures are brought to the size of the labels, depth is stretched for each picture.
    /// The published code has no lists of it; these are written like NYUDv2's.
    /// </summary>
    public static SegmentationLayout SunRgbd37 { get; } = new(
        "sunrgbd37", [.. Nyu40.Names.Take(37)], LabelCoding.FromOne(37), LabelFit.Size, ["rgb", "depth"],
        [ModalityForm.Colour.Kind, ModalityForm.StretchedDepth.Kind], _ => [ModalityForm.Colour, ModalityForm.StretchedDepth]);

    /// <summary>The published code looks for labels that are not there under the number plus this: they are numbered with the test split first.</summary>
    private const int TestFrames = 5050;

    public static SegmentationFolder Open(SegmentationLayout layout, string root, string split) =>
        new(layout, ListedFiles.ById(ListedFiles.Lines(root, split + ".txt").Select(l =>
        {
            string[] files = l.Line.Split('\t', StringSplitOptions.TrimEntries);
            if (files.Length != 3)
                throw l.Files.Wrong($"{files.Length} names where {PictureLabelsDepth} belong");
            return (l.Files, Path.GetFileNameWithoutExtension(files[0]), new SegmentationEntry(
                l.Files, [files[0], files[2]], layout == SunRgbd37 ? NumberedLabels(root, files[1]) : files[1]));
        })));

    private static string NumberedLabels(string root, string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        if (File.Exists(Path.Combine(root, file)) || !int.TryParse(name, out int number))
            return file;
        string later = Path.Combine(Path.GetDirectoryName(file) ?? "", (number + TestFrames).ToString($"D{name.Length}", null) + Path.GetExtension(file));
        return File.Exists(Path.Combine(root, later)) ? later : file;
    }
}
