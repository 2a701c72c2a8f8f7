using System.Numerics;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>Depth as three colours: horizontal disparity, height above the ground, angle with gravity.</summary>
/// <remarks>
/// S. Gupta et al., "Learning rich features from RGB-D images for object detection and segmentation", ECCV 2014. Of a pixel at z metres with
/// height h and a normal towards the camera that makes the angle a with the way up: red 310 / z, green 100 h, blue a + 38 degrees (floor 38, wall
/// 128, ceiling 218); cut to whole numbers in 0..255, all 0 where nothing was measured, blue 0 where there is no normal.
/// The ground is the lowest point seen, or 1.3 m under the camera where that is less than 0.9 m under it.
/// </remarks>
public static class HhaPicture
{
    private const float DisparityOfOneMetre = 310, Upright = 128 - 90, LeastCameraHeight = 0.9f, UsualCameraHeight = 1.3f;

    /// <param name="metres">[H, W] along the camera's z; 0: not measured</param>
    /// <param name="down">unit length, camera axes (x right, y down, z forward); null: told by the surfaces</param>
    public static Picture Of(ReadOnlySpan<float> metres, Camera camera, Vector3? down = null)
    {
        DepthNormals seen = DepthNormals.Of(metres, camera);
        Vector3 up = -(down ?? GravityDirection.Estimate(seen.Normals, Vector3.UnitY));
        float ground = Ground(seen.Points, up);
        var rgb = new byte[metres.Length * 3];
        for (int i = 0; i < metres.Length; i++)
        {
            Vector3 point = seen.Points[i], normal = seen.Normals[i];
            if (point == default)
                continue;
            rgb[3 * i] = Byte(DisparityOfOneMetre / point.Z);
            rgb[3 * i + 1] = Byte(100 * (Vector3.Dot(point, up) - ground));
            float degrees = MathF.Acos(Math.Clamp(Vector3.Dot(normal, up), -1, 1)) * 180 / MathF.PI;
            rgb[3 * i + 2] = normal == default ? (byte)0 : Byte(degrees + Upright);
        }

        return new(camera.Width, camera.Height, rgb);
    }

    // Along the way up from the camera: negative.
    private static float Ground(Vector3[] points, Vector3 up)
    {
        float lowest = points.Where(p => p != default).Select(p => Vector3.Dot(p, up)).DefaultIfEmpty(0).Min();
        return lowest > -LeastCameraHeight ? -UsualCameraHeight : lowest;
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value, 0, 255);
}
