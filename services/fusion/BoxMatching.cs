using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.V1;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Services.Fusion;

/// <summary>Finds the 2D detection that shows the same object as a 3D one: same class, and the projected box overlaps it best.</summary>
internal static class BoxMatching
{
    private const double MinOverlap = 0.3;   // of intersection over union; projected boxes are looser than drawn ones

    /// <returns>an index of <paramref name="candidates"/>, or -1</returns>
    public static int Find(DecodedBox box, IReadOnlyList<V1.Detection2D> candidates, IReadOnlyList<SceneView> views)
    {
        int best = -1;
        double overlap = MinOverlap;
        for (int view = 0; view < views.Count; view++)
        {
            if (Outline(box.Box, views[view]) is not { } outline)
                continue;
            for (int i = 0; i < candidates.Count; i++)
            {
                if (candidates[i].View == view && candidates[i].ClassId == box.Class && outline.Overlap(candidates[i].Box) is var found && found > overlap)
                    (best, overlap) = (i, found);
            }
        }

        return best;
    }

    /// <summary>The first view that sees all of a box, and where.</summary>
    public static (int View, Rectangle Outline)? Seen(DecodedBox box, IReadOnlyList<SceneView> views)
    {
        for (int view = 0; view < views.Count; view++)
        {
            if (Outline(box.Box, views[view]) is { Left: var left, Top: var top } outline && outline.Right > left && outline.Bottom > top)
                return (view, outline);
        }

        return null;
    }

    // Null when the camera does not see all corners: the outline would be anything.
    private static Rectangle? Outline(Box3D box, SceneView view)
    {
        double left = double.PositiveInfinity, top = left, right = double.NegativeInfinity, bottom = right;
        foreach (Point3D corner in box.Corners())
        {
            if (!view.Camera.TryProject(view.CameraFromNetwork.Apply(corner), out double u, out double v))
                return null;
            (left, top, right, bottom) = (Math.Min(left, u), Math.Min(top, v), Math.Max(right, u), Math.Max(bottom, v));
        }

        int width = view.Picture.Width, height = view.Picture.Height;
        return new(Math.Clamp(left, 0, width), Math.Clamp(top, 0, height), Math.Clamp(right, 0, width), Math.Clamp(bottom, 0, height));
    }

    /// <summary>In pixels of a view.</summary>
    internal readonly record struct Rectangle(double Left, double Top, double Right, double Bottom)
    {
        public double Overlap(BoundingBox2D box)
        {
            double left = box.CenterX - box.Width / 2, top = box.CenterY - box.Height / 2;
            double across = Math.Min(Right, left + box.Width) - Math.Max(Left, left), down = Math.Min(Bottom, top + box.Height) - Math.Max(Top, top);
            double shared = Math.Max(0, across) * Math.Max(0, down);
            return shared / ((Right - Left) * (Bottom - Top) + box.Width * box.Height - shared + 1e-12);
        }
    }
}
