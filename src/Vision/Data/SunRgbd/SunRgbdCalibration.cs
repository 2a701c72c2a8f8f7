using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>How the camera of a SUN RGB-D frame stands and sees.</summary>
/// <param name="Rtilt">[3, 3] row-major: from the levelled camera to upright axes</param>
/// <param name="K">[3, 3] row-major, 1-based principal point</param>
internal sealed record SunRgbdCalibration(double[] Rtilt, double[] K)
{
    /// <summary>A text file: line 1 the tilt, line 2 the intrinsics, both column by column.</summary>
    public static SunRgbdCalibration FromText(string path)
    {
        string[] lines = FrameFiles.Lines(path);
        if (lines.Length < 2)
            throw new InvalidInputException($"{path}: {lines.Length} lines; Rtilt and K belong on two");
        return new SunRgbdCalibration(Matrix(lines[0], $"{path}, line 1"), Matrix(lines[1], $"{path}, line 2"));
    }

    /// <summary>A JSON file with Rtilt_rows and K_rows; null when it has neither.</summary>
    public static SunRgbdCalibration? FromJson(string path)
    {
        var json = FrameFiles.Json(path);
        return FrameFiles.Numbers(json, "Rtilt_rows", 9, path) is double[] rtilt && FrameFiles.Numbers(json, "K_rows", 9, path) is double[] k
            ? new SunRgbdCalibration(rtilt, k)
            : null;
    }

    /// <summary>A picture and the camera that took it.</summary>
    /// <exception cref="InvalidInputException">the picture is damaged, or the calibration is none</exception>
    public FrameView View(string id, string picturePath)
    {
        Picture picture = PictureFile.Read(picturePath);
        Camera camera = Camera.FromMatrix(K, picture.Width, picture.Height, oneBased: true);
        return new FrameView(id, picture, camera, SunRgbdGeometry.CameraFromPoints(Rtilt));
    }

    /// <summary>Refuses what is no calibration: a tilt that does more than turn, intrinsics of no camera.</summary>
    /// <param name="name">what it is called in errors</param>
    /// <param name="width">pixels of the picture</param>
    /// <param name="height">pixels of the picture</param>
    public void Check(string name, int width, int height)
    {
        if (Rtilt.Any(v => !double.IsFinite(v)) || !SunRgbdGeometry.CameraFromPoints(Rtilt).IsRigid())
            throw new InvalidInputException($"{name}: Rtilt is no turn (its rows must be at right angles, of length 1, right-handed)");
        Camera camera = Camera.FromMatrix(K, width, height, oneBased: true, name);
        if (width > 1 && (camera.Cx < 0 || camera.Cx > width || camera.Cy < 0 || camera.Cy > height))
            throw new InvalidInputException($"{name}: the principal point ({camera.Cx}, {camera.Cy}) is outside the picture of {width} x {height} pixels");
    }

    private static double[] Matrix(string line, string where)
    {
        double[] m = FrameFiles.Numbers(line, where);
        return m.Length == 9
            ? [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]]
            : throw new InvalidInputException($"{where}: {m.Length} numbers; a 3x3 matrix has 9");
    }
}
