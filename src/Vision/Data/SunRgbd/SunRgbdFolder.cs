using System.Text.RegularExpressions;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>
/// SUN RGB-D frames in one folder, or in the layout of VoteNet's preparation (image/, calib/, label_v1/ beside the
/// clouds, or in sunrgbd_trainval/ beside their folder).
/// </summary>
/// <remarks>
/// For a frame 000017: the cloud is 000017.bin (x y z r g b), 000017.ply or 000017_pc.npz, in upright depth axes; the picture 000017.jpg
/// or .png; the calibration 000017.json or 000017_calib.txt; the objects 000017.json, 000017_label_v1.txt or 000017_bbox.npy. All but the
/// cloud may be absent. Objects of other classes than the ten are left out.
/// </remarks>
public sealed partial class SunRgbdFolder : IFrameFolder
{
    private readonly string _folder;

    public SunRgbdFolder(string folder)
    {
        _folder = folder;
        Ids = [.. Directory.EnumerateFiles(folder).Select(f => CloudName().Match(Path.GetFileName(f))).Where(m => m.Success)
            .Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Ids { get; }

    public RgbdFrame Read(string id)
    {
        string cloudPath = FrameFiles.Find(_folder, $"{id}.bin", $"{id}.ply", $"{id}_pc.npz")
            ?? throw new InvalidInputException($"'{_folder}' has no cloud of frame '{id}' ({id}.bin, {id}.ply or {id}_pc.npz)");
        PointCloud cloud = PointCloudFile.Read(cloudPath, cloudPath.EndsWith(".bin", StringComparison.Ordinal) ? 6 : null);
        return new RgbdFrame(id, cloud, ReadView(id) is FrameView view ? [view] : [], ReadObjects(id));
    }

    /// <summary>One picture with its calibration: a text file (Rtilt and K, column by column) or JSON (Rtilt_rows, K_rows).</summary>
    public static FrameView ReadView(string picturePath, string calibrationPath)
    {
        SunRgbdCalibration calibration = Path.GetExtension(calibrationPath) == ".json"
            ? SunRgbdCalibration.FromJson(calibrationPath)
                ?? throw new InvalidInputException($"{calibrationPath}: no 'Rtilt_rows' and 'K_rows'")
            : SunRgbdCalibration.FromText(calibrationPath);
        return calibration.View(Path.GetFileNameWithoutExtension(picturePath), picturePath);
    }

    private FrameView? ReadView(string id)
    {
        string? picturePath = FrameFiles.Find(_folder, $"{id}.jpg", $"{id}.png", $"image/{id}.jpg", $"../image/{id}.jpg", $"../sunrgbd_trainval/image/{id}.jpg");
        return picturePath is null ? null : ReadCalibration(id)?.View(id, picturePath);
    }

    // The JSON file has more digits.
    private SunRgbdCalibration? ReadCalibration(string id)
    {
        if (FrameFiles.Find(_folder, $"{id}.json") is string path && SunRgbdCalibration.FromJson(path) is { } calibration)
            return calibration;
        return FrameFiles.Find(_folder, $"{id}_calib.txt", $"calib/{id}.txt", $"../calib/{id}.txt", $"../sunrgbd_trainval/calib/{id}.txt") is string text
            ? SunRgbdCalibration.FromText(text)
            : null;
    }

    private LabelledBox[]? ReadObjects(string id)
    {
        if (FrameFiles.Find(_folder, $"{id}.json") is string json && SunRgbdLabels.FromJson(json) is { Length: > 0 } objects)
            return objects;
        if (FrameFiles.Find(_folder, $"{id}_label_v1.txt", $"label_v1/{id}.txt", $"../label_v1/{id}.txt", $"../sunrgbd_trainval/label_v1/{id}.txt") is string text)
            return SunRgbdLabels.FromText(text);
        return FrameFiles.Find(_folder, $"{id}_bbox.npy") is string array ? SunRgbdLabels.FromArray(array) : null;
    }

    [GeneratedRegex(@"^(?!scene\d{4}_)(.+?)(?:\.bin|\.ply|_pc\.npz)$")]
    private static partial Regex CloudName();
}
