namespace Fuse3D.Vision.Geometry;

/// <summary>The rectangle around what a camera sees of a box.</summary>
/// <param name="Left">pixels, 0-based; the picture spans -0.5 to width - 0.5</param>
/// <param name="Top">pixels, 0-based</param>
/// <param name="Right">pixels, 0-based</param>
/// <param name="Bottom">pixels, 0-based</param>
public readonly record struct BoxOutline(double Left, double Top, double Right, double Bottom)
{
    // Corners of a box as Box3D gives them: a lower ring, an upper ring, and the uprights between.
    private static readonly (int From, int To)[] Edges =
        [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4), (0, 4), (1, 5), (2, 6), (3, 7)];

    // Nearer parts of a box are cut off: their pixels would be beyond all bounds.
    private const double NearestDepth = 0.05;

    public double Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>Of the whole box, also where it reaches out of the picture.</summary>
    /// <returns>null when all of it is behind the camera</returns>
    public static BoxOutline? Of(Box3D box, Transform3D cameraFromPoints, Camera camera)
    {
        Point3D[] corners = [.. box.Corners().Select(cameraFromPoints.Apply)];
        var outline = new BoxOutline(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach ((int from, int to) in Edges)
        {
            if (Math.Max(corners[from].Z, corners[to].Z) <= NearestDepth)
                continue;
            outline = outline.Around(camera, Cut(corners[from], corners[to])).Around(camera, Cut(corners[to], corners[from]));
        }

        return outline.Right >= outline.Left ? outline : null;
    }

    /// <summary>The part inside a picture; its area is 0 when there is none.</summary>
    public BoxOutline Within(int width, int height) => new(
        Math.Clamp(Left, -0.5, width - 0.5), Math.Clamp(Top, -0.5, height - 0.5),
        Math.Clamp(Right, -0.5, width - 0.5), Math.Clamp(Bottom, -0.5, height - 0.5));

    // The end of an edge, moved along it to the nearest depth when it is nearer.
    private static Point3D Cut(Point3D end, Point3D other) => end.Z >= NearestDepth
        ? end
        : end + (other - end) * ((NearestDepth - end.Z) / (other.Z - end.Z));

    private BoxOutline Around(Camera camera, Point3D p) => camera.TryProject(p, out double u, out double v)
        ? new(Math.Min(Left, u), Math.Min(Top, v), Math.Max(Right, u), Math.Max(Bottom, v))
        : this;
}
