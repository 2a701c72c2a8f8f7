using System.Globalization;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>Recovers SUN RGB-D's calibration from what an info file holds.</summary>
internal static class InfoCamera
{
    private const double Tolerance = 1e-3;

    /// <exception cref="InvalidInputException">the entry has no camera, or a matrix that is none</exception>
    public static SunRgbdCalibration Of(InfoEntry entry, string path) => entry switch
    {
        { PixelsFromPoints: { } matrix } => FromProduct(matrix.Numbers(9), matrix),
        { Calibration: { } calibration } => FromParts(calibration),
        _ => throw new InvalidInputException($"{path}: scene {entry.Id} has neither depth2img nor calib"),
    };

    /// <summary>Takes K F Rtilt^T apart, where F turns upright axes to the camera's (x, -z, y).</summary>
    /// <remarks>
    /// The last row of K is 0 0 1, so that the product's third row is the camera's forward axis, of length 1. The other rows are
    /// f * axis + c * forward.
    /// </remarks>
    /// <param name="m">[3, 3]</param>
    private static SunRgbdCalibration FromProduct(double[] m, InfoValue where)
    {
        Point3D u = FrameFiles.Point(m), v = FrameFiles.Point(m.AsSpan(3)), forward = FrameFiles.Point(m.AsSpan(6));
        if (!(Math.Abs(forward.Length - 1) < Tolerance))
            throw where.Bad(string.Create(CultureInfo.InvariantCulture,
                $"its third row has length {forward.Length:G4}, not 1; a K that was transposed when the file was made gives such a matrix"));
        double cx = Dot(u, forward), cy = Dot(v, forward);
        Point3D right = u - forward * cx, down = v - forward * cy;
        double fx = right.Length, fy = down.Length;
        (right, down) = (right * (1 / fx), down * (1 / fy));
        // The rows of F Rtilt^T are right, down, forward: Rtilt's columns are right, forward, -down.
        var calibration = new SunRgbdCalibration(
            [right.X, forward.X, -down.X, right.Y, forward.Y, -down.Y, right.Z, forward.Z, -down.Z],
            [fx, 0, cx, 0, fy, cy, 0, 0, 1]);
        calibration.Check(where.Where, 1, 1);
        return calibration;
    }

    private static SunRgbdCalibration FromParts(InfoValue calibration)
    {
        double[] k = calibration["K"].Numbers(9);
        if (k is [_, 0, 0, _, _, 0, not 0, not 0, 1])
            throw calibration["K"].Bad("its last column is 0 0 1 instead of its last row: it was transposed when the file was made");
        var parts = new SunRgbdCalibration(calibration["Rt"].Numbers(9), k);
        parts.Check(calibration.Where, 1, 1);
        return parts;
    }

    private static double Dot(Point3D a, Point3D b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;
}
