using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>2D boxes of a scene's objects in its pictures. ScanNet has none of its own, so the 3D boxes are projected.</summary>
/// <param name="boxes">as they are in the scene, without augmentation: pictures have none</param>
/// <param name="sample">its points say what of an object can be seen</param>
internal sealed class VisibleObjects(IReadOnlyList<ScanNetBox> boxes, DetectionSample sample)
{
    /// <summary>An object is kept when at least this share of its outline lies inside the picture.</summary>
    private const double LeastShare = 0.1;

    /// <summary>And at least so many of its points are inside and not hidden.</summary>
    private const int LeastPoints = 1;

    /// <param name="camera">of the picture in which the boxes shall be</param>
    /// <param name="cameraFromScene">for the boxes</param>
    /// <param name="cameraFromPoints">for the sample's points</param>
    /// <param name="depth">when given, points that it disagrees with are hidden</param>
    public PictureTarget[] In(Camera camera, Transform3D cameraFromScene, Transform3D cameraFromPoints, DepthCheck? depth)
    {
        int[] seen = CountPoints(camera, cameraFromPoints, depth);
        List<PictureTarget> targets = [];
        for (int slot = 0; slot < Math.Min(boxes.Count, BoxTargets.Slots); slot++)
        {
            if (seen[slot] < LeastPoints || BoxOutline.Of(boxes[slot].Box, cameraFromScene, camera) is not BoxOutline whole)
                continue;
            if (whole.Within(camera.Width, camera.Height).Area >= LeastShare * whole.Area
                && PictureTarget.Of(boxes[slot].Class, whole, camera.Width, camera.Height) is PictureTarget target)
                targets.Add(target);
        }

        return [.. targets];
    }

    // By slot: points of its object that this camera sees.
    private int[] CountPoints(Camera camera, Transform3D cameraFromPoints, DepthCheck? depth)
    {
        var seen = new int[BoxTargets.Slots];
        int width = sample.Points.Length / sample.PointCount;
        for (int i = 0; i < sample.PointCount; i++)
        {
            long slot = sample.Targets.PointInstance[i];
            if (slot < 0)
                continue;
            ReadOnlySpan<float> row = sample.Points.AsSpan(i * width, 3);
            Point3D p = cameraFromPoints.Apply(new Point3D(row[0], row[1], row[2]));
            seen[slot] += Sees(camera, p, depth) ? 1 : 0;
        }

        return seen;
    }

    private static bool Sees(Camera camera, Point3D p, DepthCheck? depth) =>
        camera.TryProject(p, out double u, out double v)
        && u >= -0.5 && u < camera.Width - 0.5 && v >= -0.5 && v < camera.Height - 0.5
        && (depth is null || depth.Agrees((u + 0.5) / camera.Width, (v + 0.5) / camera.Height, p.Z));
}
