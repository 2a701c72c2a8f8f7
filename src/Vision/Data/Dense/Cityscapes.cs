using System.Text.Json;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Cityscapes as it is published: pictures, fine labels and disparity, in a folder for each split and city.</summary>
/// <remarks>
/// leftImg8bit/SPLIT/CITY/NAME_leftImg8bit.png, gtFine/SPLIT/CITY/NAME_gtFine_labelIds.png, disparity/SPLIT/CITY/NAME_disparity.png; where there
/// is camera/SPLIT/CITY/NAME_camera.json, baseline and focal length are its, else those that most of the recordings have.
/// </remarks>
internal static class Cityscapes
{
    /// <summary>Folder of the pictures, and the end of their names.</summary>
    public const string Pictures = "leftImg8bit";

    private const string Labels = "gtFine", Disparities = "disparity", Cameras = "camera";
    private const double UsualBaseline = 0.209313, UsualFocal = 2262.52;        // metres; pixels

    // 19 of the 34 ids are evaluated; in the order of the classes.
    private static readonly int[] LabelIds = [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33];
    private const int LargestId = 33;

    private static readonly string[] Names =
    [
        "road", "sidewalk", "building", "wall", "fence", "pole", "traffic light", "traffic sign", "vegetation", "terrain", "sky", "person",
        "rider", "car", "truck", "bus", "train", "motorcycle", "bicycle",
    ];

    public static SegmentationLayout Layout { get; } =
        new("cityscapes", Names, new LabelCoding($"0..{LargestId} and 255", ClassOf), LabelFit.Cut, ["rgb", "depth"],
            [ModalityForm.Colour.Kind, ModalityForm.Disparity(UsualBaseline, UsualFocal).Kind], Forms);

    public static SegmentationFolder Open(string root, string split)
    {
        string folder = Path.Combine(root, Pictures, split);
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"'{root}' has no {Pictures}/{split}", "data.split");
        string[] files = [.. Directory.EnumerateFiles(folder, $"*_{Pictures}.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidInputException($"'{root}': no *_{Pictures}.png in {Pictures}/{split}", "data.split");
        var listed = new ListedFiles(root, $"{Pictures}/{split}");
        return new SegmentationFolder(Layout, ListedFiles.ById(files.Select(file =>
        {
            string name = Path.GetFileName(file)[..^$"_{Pictures}.png".Length], city = Path.GetFileName(Path.GetDirectoryName(file)!);
            string At(string kind, string end) => $"{kind}/{split}/{city}/{name}_{end}";
            return (listed, name, new SegmentationEntry(
                listed, [At(Pictures, $"{Pictures}.png"), At(Disparities, "disparity.png")], At(Labels, "gtFine_labelIds.png")));
        })));
    }

    private static int ClassOf(int id) => id switch
    {
        SegmentationFrame.Unlabelled => SegmentationFrame.Unlabelled,
        > LargestId => -1,
        _ => Array.IndexOf(LabelIds, id) is >= 0 and int label ? label : SegmentationFrame.Unlabelled,
    };

    private static IReadOnlyList<ModalityForm> Forms(SegmentationEntry entry)
    {
        string camera = entry.Pictures[1].Replace(Disparities, Cameras, StringComparison.Ordinal).Replace(".png", ".json", StringComparison.Ordinal);
        if (!File.Exists(Path.Combine(entry.Files.Root, camera)))
            return [ModalityForm.Colour, ModalityForm.Disparity(UsualBaseline, UsualFocal)];
        return entry.Files.Read<IReadOnlyList<ModalityForm>>(camera, path =>
        {
            JsonElement json = FrameFiles.Json(path);
            return [ModalityForm.Colour, ModalityForm.Disparity(Number(json, path, "extrinsic", "baseline"), Number(json, path, "intrinsic", "fx"))];
        });
    }

    private static double Number(JsonElement json, string path, string group, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(group, out JsonElement values) && values.ValueKind == JsonValueKind.Object
            && values.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : throw new InvalidInputException($"{path}: no number {group}.{name}");
}
