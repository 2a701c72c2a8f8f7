using System.Numerics;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Dense;

/// <summary>What a depth picture shows in space, camera axes: x right, y down, z forward, metres.</summary>
/// <param name="Points">[H, W]; 0 where nothing was measured</param>
/// <param name="Normals">[H, W] unit length, towards the camera; 0 where none can be told</param>
internal sealed record DepthNormals(Vector3[] Points, Vector3[] Normals)
{
    /// <summary>Pixels from a place to those that its normal is taken from: the widest at which all four are measured.</summary>
    private const int Widest = 3;

    /// <param name="metres">[H, W] along the camera's z; 0: not measured</param>
    public static DepthNormals Of(ReadOnlySpan<float> metres, Camera camera)
    {
        int width = camera.Width, height = camera.Height;
        if (metres.Length != width * height)
            throw new ArgumentException($"{metres.Length} depths are not {width} x {height} pixels", nameof(metres));
        var points = new Vector3[metres.Length];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = metres[i] <= 0 ? default : metres[i] * new Vector3(
                (float)((i % width - camera.Cx) / camera.Fx), (float)((i / width - camera.Cy) / camera.Fy), 1);
        }

        var normals = new Vector3[points.Length];
        for (int i = 0; i < normals.Length; i++)
            normals[i] = NormalAt(points, i % width, i / width, width, height);
        return new(points, normals);
    }

    private static Vector3 NormalAt(Vector3[] points, int x, int y, int width, int height)
    {
        Vector3 At(int column, int row) => (uint)column < (uint)width && (uint)row < (uint)height ? points[row * width + column] : default;
        Vector3 here = At(x, y);
        for (int step = Widest; here != default && step > 0; step--)
        {
            Vector3 left = At(x - step, y), right = At(x + step, y), above = At(x, y - step), below = At(x, y + step);
            if (left == default || right == default || above == default || below == default)
                continue;
            Vector3 normal = Vector3.Cross(right - left, below - above);
            return Vector3.Normalize(Vector3.Dot(normal, here) > 0 ? -normal : normal);
        }

        return default;
    }
}
