using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>A look's modalities in the encodings of Taskonomy's domains; docs/datasets.md lists them.</summary>
internal static class TaskonomyDomains
{
    /// <summary>Steps per metre of the depth domains; 65535 is no depth.</summary>
    public const int DepthSteps = 512;

    public const ushort NoDepth = ushort.MaxValue;

    /// <summary>The strongest edges: what the published code divides by.</summary>
    public const int StrongestTexture = 11_355, StrongestOcclusion = 11_584;

    /// <summary>Value of a flat surface, and steps per 1/metre of curvature.</summary>
    public const float Flat = 127, CurvatureSteps = 12.7f;

    /// <returns>domain and PNG file</returns>
    public static IEnumerable<(string Domain, byte[] Png)> Encode(RenderedView seen)
    {
        yield return ("rgb", Colour(seen, i => seen.Rgb[i]));
        // Red to the right, green up, blue towards the camera.
        yield return ("normal", Colour(seen, i => Byte(127.5f + 127.5f * (i % 3 == 0 ? seen.Normals[i] : -seen.Normals[i]))));
        yield return ("reshading", PictureFile.EncodePng(seen.Width, seen.Height, Array.ConvertAll(seen.Shading, s => Byte(255 * s)), fast: true));
        yield return ("depth_euclidean", Depth(seen, seen.EuclideanDepth));
        yield return ("depth_zbuffer", Depth(seen, seen.Depth));
        yield return ("principal_curvature", Colour(seen, i => i % 3 == 2 ? (byte)0 : Byte(Flat + CurvatureSteps * seen.Curvature[i / 3 * 2 + i % 3])));
        yield return ("edge_occlusion", Edges(seen, seen.OcclusionEdges, StrongestOcclusion));
        yield return ("edge_texture", Edges(seen, seen.TextureEdges, StrongestTexture));
    }

    private static byte[] Colour(RenderedView seen, Func<int, byte> channel)
    {
        var rgb = new byte[seen.Width * seen.Height * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = channel(i);
        return PictureFile.EncodePng(new Picture(seen.Width, seen.Height, rgb), fast: true);
    }

    private static byte[] Depth(RenderedView seen, float[] metres) => Grey(seen, metres, d => d <= 0 ? NoDepth : Math.Min(MathF.Round(d * DepthSteps), NoDepth - 1));

    private static byte[] Edges(RenderedView seen, float[] strengths, int strongest) => Grey(seen, strengths, s => MathF.Round(Math.Clamp(s, 0, 1) * strongest));

    private static byte[] Grey(RenderedView seen, float[] values, Func<float, float> code) =>
        PictureFile.EncodePng(new DepthImage(seen.Width, seen.Height, Array.ConvertAll(values, v => (ushort)code(v))), fast: true);

    private static byte Byte(float value) => (byte)MathF.Round(Math.Clamp(value, 0, 255));
}
