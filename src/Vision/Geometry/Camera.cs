using System.Globalization;

namespace Fuse3D.Vision.Geometry;

/// <summary>A camera: focal lengths, principal point and lens. Pixel (0, 0) is the centre of the upper left pixel.</summary>
/// <param name="Fx">pixels</param>
/// <param name="Fy">pixels</param>
/// <param name="Cx">pixels, 0-based</param>
/// <param name="Cy">pixels, 0-based</param>
/// <param name="Width">pixels of the picture that it takes</param>
/// <param name="Height">pixels of the picture that it takes</param>
public sealed record Camera(double Fx, double Fy, double Cx, double Cy, int Width, int Height)
{
    public Distortion Distortion { get; init; } = Distortion.None;

    /// <summary>Checks what came from outside: focal lengths above 0, everything finite, no skew.</summary>
    /// <param name="k">[3, 3], row-major</param>
    /// <param name="oneBased">the principal point counts the first pixel as 1, as SUN RGB-D's calibration does</param>
    /// <param name="name">what the camera is called in errors</param>
    public static Camera FromMatrix(ReadOnlySpan<double> k, int width, int height, bool oneBased = false, string name = "camera")
    {
        if (k.Length != 9)
            throw new InvalidInputException($"{name}.k has {k.Length} numbers; a 3x3 matrix has 9", $"{name}.k");
        CheckFocal(k[0], "fx", name);
        CheckFocal(k[4], "fy", name);
        if (!double.IsFinite(k[2]) || !double.IsFinite(k[5]))
            throw new InvalidInputException(Text($"{name}.k: cx and cy are {k[2]} and {k[5]}; they must be finite"), $"{name}.k");
        if (k is not [_, 0, _, 0, _, _, 0, 0, 1])
            throw new InvalidInputException($"{name}.k: rows must be fx 0 cx, 0 fy cy, 0 0 1 (no skew)", $"{name}.k");
        if (width < 1 || height < 1)
            throw new InvalidInputException($"{name}: {width} x {height} pixels is no picture size", $"{name}.width");
        double origin = oneBased ? 1 : 0;
        return new Camera(k[0], k[4], k[2] - origin, k[5] - origin, width, height);
    }

    /// <summary>The camera of the same picture resized: a pixel's centre at x moves to (x + 0.5) * scale - 0.5. At its own size it keeps every bit.</summary>
    public Camera Resized(int width, int height)
    {
        if ((width, height) == (Width, Height))
            return this;
        double x = (double)width / Width, y = (double)height / Height;
        return this with
        {
            Fx = Fx * x,
            Fy = Fy * y,
            Cx = (Cx + 0.5) * x - 0.5,
            Cy = (Cy + 0.5) * y - 0.5,
            Width = width,
            Height = height,
        };
    }

    /// <summary>The pixel of a point; it may lie outside the picture.</summary>
    /// <param name="p">in camera axes: x right, y down, z forward</param>
    /// <returns>false when the camera cannot see it: behind, or beyond what the lens model covers</returns>
    public bool TryProject(Point3D p, out double u, out double v)
    {
        bool visible = Distortion.TryProject(p, out double x, out double y);
        (u, v) = (Fx * x + Cx, Fy * y + Cy);
        return visible;
    }

    /// <summary>The point at a depth that appears at a pixel.</summary>
    /// <param name="depth">along z, not along the ray</param>
    public bool TryUnproject(double u, double v, double depth, out Point3D p)
    {
        bool seen = Distortion.TryUnproject((u - Cx) / Fx, (v - Cy) / Fy, out double x, out double y);
        p = new Point3D(x * depth, y * depth, depth);
        return seen;
    }

    private static void CheckFocal(double focal, string which, string name)
    {
        if (!double.IsFinite(focal) || focal <= 0)
            throw new InvalidInputException(Text($"{name}.k: {which} is {focal}; a focal length is above 0"), $"{name}.{which}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
