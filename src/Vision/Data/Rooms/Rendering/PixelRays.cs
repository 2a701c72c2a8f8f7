using System.Runtime.Intrinsics;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>The ray through each pixel's centre of a camera, with its lens.</summary>
/// <remarks>H rows, W columns; rows are padded to whole packets of 4 x 2 pixels, and what is outside the picture sees nothing.</remarks>
internal sealed class PixelRays
{
    public const int PacketWidth = 4, PacketHeight = 2;

    public PixelRays(Camera camera)
    {
        Camera = camera;
        Stride = (camera.Width + PacketWidth - 1) / PacketWidth * PacketWidth;
        int rows = (camera.Height + PacketHeight - 1) / PacketHeight * PacketHeight;
        (X, Y, Reach) = (new float[Stride * rows], new float[Stride * rows], new float[Stride * rows]);
        Array.Fill(Reach, -1);
        for (int v = 0; v < camera.Height; v++)
        {
            for (int u = 0; u < camera.Width; u++)
            {
                int at = v * Stride + u;
                if (!camera.TryUnproject(u, v, 1, out Point3D ray))
                    continue;
                (X[at], Y[at]) = ((float)ray.X, (float)ray.Y);
                Reach[at] = float.PositiveInfinity;
            }
        }
    }

    public Camera Camera { get; }

    /// <summary>From a row to the next one.</summary>
    public int Stride { get; }

    /// <summary>Camera axes, per unit of z.</summary>
    public float[] X { get; }

    /// <summary>Camera axes, per unit of z.</summary>
    public float[] Y { get; }

    /// <summary>How far a pixel sees: without an end, or -1 where the lens shows nothing.</summary>
    public float[] Reach { get; }

    /// <summary>What one of the arrays holds for the packet whose upper left pixel is (x, y).</summary>
    public Vector256<float> Lanes(float[] values, int x, int y)
    {
        int at = y * Stride + x;
        return Vector256.Create(Vector128.Create(values.AsSpan(at, PacketWidth)), Vector128.Create(values.AsSpan(at + Stride, PacketWidth)));
    }
}
