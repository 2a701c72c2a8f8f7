using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A surface point as one pixel sees it.</summary>
internal readonly struct SeenPoint
{
    private const float LeastCosine = 0.15f;        // flatter looks do not widen what a pixel covers any more
    private const float GlassTint = 0.5f;           // share of a pane's colour that light takes on in it

    /// <param name="ray">per unit of the camera's z</param>
    /// <param name="depth">along the camera's z</param>
    /// <param name="pixel">width of a pixel at depth 1</param>
    public SeenPoint(in SurfacePoint point, Vector3 ray, float depth, float pixel)
    {
        float length = ray.Length();
        Material material = point.Material;
        Depth = depth;
        Distance = depth * length;
        Back = ray / -length;
        float cosine = Math.Clamp(Vector3.Dot(point.Normal, Back), 0, 1);
        InfraredReturn = material.InfraredReturn * cosine * (1 - material.Gloss * (1 - cosine));
        Vector3 colour = point.Colour(Distance * pixel / MathF.Max(cosine, LeastCosine));
        Surface = colour * (1 - material.Transparency);
        Through = material.Transparency > 0 ? Vector3.Lerp(Vector3.One, colour, GlassTint) * material.Transparency : Vector3.Zero;
    }

    /// <summary>Along the camera's z.</summary>
    public float Depth { get; }

    /// <summary>Along the ray.</summary>
    public float Distance { get; }

    /// <summary>Unit length, to the camera.</summary>
    public Vector3 Back { get; }

    public float InfraredReturn { get; }

    /// <summary>Share of light that the surface sends back.</summary>
    public Vector3 Surface { get; }

    /// <summary>Share of light that passes through.</summary>
    public Vector3 Through { get; }

    public bool IsGlass => Through != Vector3.Zero;
}
