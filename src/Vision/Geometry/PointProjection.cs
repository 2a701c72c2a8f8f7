using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Geometry;

/// <summary>Finds the pixel and the image patch of points, for one view.</summary>
/// <param name="Camera">of the network's input, so with the intrinsics of the resized picture</param>
/// <param name="CameraFromPoints">from the points' axes to this camera's</param>
/// <param name="Grid">of the network's input</param>
public sealed record PointProjection(Camera Camera, Transform3D CameraFromPoints, PatchGrid Grid)
{
    /// <summary>When given, points hidden behind what this camera saw, or in front of it, are not valid.</summary>
    public DepthCheck? Depth { get; init; }

    /// <param name="xyz">[N, 3] in the points' axes</param>
    public ProjectedPoints Project(ReadOnlySpan<float> xyz)
    {
        int count = xyz.Length / 3;
        var projected = new ProjectedPoints(
            new float[count * 3], new float[count * 2], new int[count * 2], new bool[count], new int[count]);
        for (int i = 0; i < count; i++)
            Project(new Point3D(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]), i, projected);
        return projected;
    }

    private void Project(Point3D point, int i, ProjectedPoints projected)
    {
        Point3D p = CameraFromPoints.Apply(point);
        bool visible = Camera.TryProject(p, out double u, out double v);
        double column = Math.Round(u), row = Math.Round(v);     // half to even, as the reference rounds
        (projected.CameraXyz[3 * i], projected.CameraXyz[3 * i + 1], projected.CameraXyz[3 * i + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
        (projected.Uv[2 * i], projected.Uv[2 * i + 1]) = ((float)u, (float)v);
        (projected.Pixel[2 * i], projected.Pixel[2 * i + 1]) = (Saturate(column), Saturate(row));
        projected.Valid[i] = visible && column >= 0 && column < Grid.Width && row >= 0 && row < Grid.Height
            && (Depth is null || Depth.Agrees((u + 0.5) / Camera.Width, (v + 0.5) / Camera.Height, p.Z));
        projected.Patch[i] = projected.Valid[i] ? Grid.IndexOf((int)column, (int)row) : 0;
    }

    private static int Saturate(double pixel) => double.IsNaN(pixel) ? 0 : (int)Math.Clamp(pixel, int.MinValue, int.MaxValue);
}

/// <summary>Where points appear in a view.</summary>
/// <param name="CameraXyz">[N, 3] in camera axes</param>
/// <param name="Uv">[N, 2] column and row, 0-based, not rounded</param>
/// <param name="Pixel">[N, 2] the same rounded half to even; may lie outside the picture</param>
/// <param name="Valid">[N] in front of the camera and inside the picture</param>
/// <param name="Patch">[N] patch index, row by row; 0 where not valid</param>
public sealed record ProjectedPoints(float[] CameraXyz, float[] Uv, int[] Pixel, bool[] Valid, int[] Patch);

/// <summary>Compares a point's distance with what a depth camera beside the colour camera measured there.</summary>
/// <param name="Image">registered to the colour picture; any resolution</param>
/// <param name="MetresPerUnit">of its values</param>
/// <param name="Tolerance">metres; where nothing was measured every point agrees</param>
public sealed record DepthCheck(DepthImage Image, double MetresPerUnit, double Tolerance = 0.1)
{
    /// <param name="x">0..1 across the picture</param>
    /// <param name="y">0..1 down the picture</param>
    /// <param name="z">the point's depth</param>
    public bool Agrees(double x, double y, double z)
    {
        int column = Math.Clamp((int)(x * Image.Width), 0, Image.Width - 1), row = Math.Clamp((int)(y * Image.Height), 0, Image.Height - 1);
        double measured = Image.Values[row * Image.Width + column] * MetresPerUnit;
        return measured == 0 || Math.Abs(measured - z) < Tolerance;
    }
}
