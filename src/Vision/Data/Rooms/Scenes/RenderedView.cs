namespace Fuse3D.Vision.Data.Rooms.Scenes;

/// <summary>Everything that a look into a room shows, pixel by pixel, rows from the top.</summary>
/// <remarks>H rows, W columns. Where a ray meets nothing, numbers are 0.</remarks>
public sealed class RenderedView(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>[H, W, 3] 8-bit sRGB</summary>
    public byte[] Rgb { get; } = new byte[width * height * 3];

    /// <summary>[H, W] distance along the camera's z, metres, without any error of a sensor</summary>
    public float[] Depth { get; } = new float[width * height];

    /// <summary>[H, W] distance along the ray, metres</summary>
    public float[] EuclideanDepth { get; } = new float[width * height];

    /// <summary>[H, W] index of the object in the scene plus 1</summary>
    public ushort[] Instance { get; } = new ushort[width * height];

    /// <summary>[H, W] NYUv2's 40 classes, 1..40</summary>
    public byte[] Nyu40 { get; } = new byte[width * height];

    /// <summary>[H, W, 3] unit length, towards the camera, camera axes</summary>
    public float[] Normals { get; } = new float[width * height * 3];

    /// <summary>[H, W] light without the surfaces' colours, 0..1: what a white room would show, encoded as the picture is (sRGB's curve)</summary>
    public float[] Shading { get; } = new float[width * height];

    /// <summary>[H, W] share of infrared light that comes back: the material's, by the cosine of the look</summary>
    public float[] InfraredReturn { get; } = new float[width * height];

    /// <summary>[H, W] strength of edges in the picture (Taskonomy's edge_texture), 0..1</summary>
    public float[] TextureEdges { get; } = new float[width * height];

    /// <summary>[H, W] strength of edges where one surface hides another (edge_occlusion), 0..1</summary>
    public float[] OcclusionEdges { get; } = new float[width * height];

    /// <summary>[H, W, 2] principal curvatures of the surface seen, 1/metre, the larger magnitude first; positive where it bulges towards the camera</summary>
    public float[] Curvature { get; } = new float[width * height * 2];
}
