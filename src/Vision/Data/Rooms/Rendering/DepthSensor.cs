using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>What a depth camera measures of a look into a room, with its errors.</summary>
/// <remarks>
/// Noise that grows with the square of the distance and jitter at borders: C. V. Nguyen, S. Izadi, D. Lovell, "Modeling Kinect sensor noise
/// for improved 3D reconstruction and tracking", 3DIMPVT 2012. Depth comes in steps of disparity: K. Khoshelham, S. O. Elberink, "Accuracy
/// and resolution of Kinect depth data", Sensors 2012. A lens's distortion is taken as small: rows stay rows to the projector.
/// </remarks>
public sealed class DepthSensor(DepthSensorOptions options)
{
    private const int RowsAtOnce = 8;
    private const double Millimetres = 1000;

    public DepthSensor() : this(new DepthSensorOptions())
    {
    }

    /// <param name="camera">that the view was rendered with</param>
    /// <param name="seed">of the noise</param>
    /// <param name="workers">null: <see cref="Workers.Shared"/>; the result does not depend on them</param>
    /// <returns>millimetres; 0: not measured</returns>
    public DepthImage Measure(RenderedView view, Camera camera, ulong seed, Workers? workers = null)
    {
        if (view.Width != camera.Width || view.Height != camera.Height)
        {
            throw new ArgumentException(
                $"the view has {view.Width} x {view.Height} pixels and the camera {camera.Width} x {camera.Height}", nameof(camera));
        }

        var values = new ushort[view.Width * view.Height];
        var pixels = new SensorPixels(options, camera, seed);
        (workers ?? Workers.Shared).For((view.Height + RowsAtOnce - 1) / RowsAtOnce, chunk =>
        {
            var shadows = new ProjectorShadows(view.Width, options, camera);
            for (int y = chunk * RowsAtOnce; y < Math.Min((chunk + 1) * RowsAtOnce, view.Height); y++)
            {
                if (options.Shadows)
                    shadows.Cast(view.Depth.AsSpan(y * view.Width, view.Width));
                for (int x = 0; x < view.Width; x++)
                {
                    (int fromX, int fromY) = pixels.LooksAt(view, x, y);
                    int from = fromY * view.Width + fromX;
                    double measured = shadows.Hides(x) ? 0 : pixels.Measure(view.Depth[from], view.InfraredReturn[from], y * view.Width + x);
                    values[y * view.Width + x] = (ushort)Math.Round(measured * Millimetres);
                }
            }
        });
        return new DepthImage(view.Width, view.Height, values);
    }
}
