using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Geometry;

/// <summary>Turns the depth images of one camera into clouds. The rays of its pixels are worked out once.</summary>
public sealed class DepthUnprojection
{
    private readonly Point3D[] _rays;   // per pixel the point at depth 1; not finite where the lens model covers no ray

    /// <param name="camera">of the depth images</param>
    public DepthUnprojection(Camera camera)
    {
        Picture.CheckSize("depth camera", camera.Width, camera.Height);
        Camera = camera;
        _rays = new Point3D[camera.Width * camera.Height];
        for (int i = 0; i < _rays.Length; i++)
        {
            if (!camera.TryUnproject(i % camera.Width, i / camera.Width, 1, out _rays[i]))
                _rays[i] = new Point3D(double.NaN, double.NaN, double.NaN);
        }
    }

    public Camera Camera { get; }

    /// <summary>One point per measured pixel, row by row; pixels without a measurement (0) or outside the range are skipped.</summary>
    /// <param name="depth">distances along z</param>
    /// <param name="metresPerUnit">of its values: 0.001 for millimetres</param>
    /// <param name="pointsFromCamera">from the camera's axes to those of the cloud</param>
    /// <param name="picture">registered to the depth image and of its size; gives the colours; may be null</param>
    /// <param name="maxDepth">metres; farther measurements are skipped</param>
    public PointCloud ToCloud(
        DepthImage depth,
        double metresPerUnit,
        Transform3D pointsFromCamera,
        Picture? picture = null,
        double maxDepth = double.PositiveInfinity)
    {
        Check(depth, metresPerUnit, picture);
        int[] pixels = [.. Enumerable.Range(0, depth.Values.Length)
            .Where(i => depth.Values[i] != 0 && depth.Values[i] * metresPerUnit <= maxDepth && _rays[i].IsFinite)];
        var positions = new float[pixels.Length * 3];
        float[]? colours = picture is null ? null : new float[pixels.Length * 3];
        for (int i = 0; i < pixels.Length; i++)
        {
            Point3D p = pointsFromCamera.Apply(_rays[pixels[i]] * (depth.Values[pixels[i]] * metresPerUnit));
            (positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]) = ((float)p.X, (float)p.Y, (float)p.Z);
            for (int c = 0; c < 3 && colours is not null; c++)
                colours[3 * i + c] = picture!.Rgb[3 * pixels[i] + c] / 255f;
        }

        return new PointCloud(positions, colours);
    }

    private void Check(DepthImage depth, double metresPerUnit, Picture? picture)
    {
        if (!double.IsFinite(metresPerUnit) || metresPerUnit <= 0)
            throw new InvalidInputException($"depth scale is {metresPerUnit} metres per unit; it must be above 0", "depth_scale");
        if (Camera.Width != depth.Width || Camera.Height != depth.Height)
        {
            throw new InvalidInputException(
                $"depth image has {depth.Width} x {depth.Height} pixels, its camera {Camera.Width} x {Camera.Height}", "depth");
        }

        if (picture is not null && (picture.Width != depth.Width || picture.Height != depth.Height))
        {
            throw new InvalidInputException(
                $"picture has {picture.Width} x {picture.Height} pixels, the depth image {depth.Width} x {depth.Height}; colours need the same", "image");
        }
    }
}
