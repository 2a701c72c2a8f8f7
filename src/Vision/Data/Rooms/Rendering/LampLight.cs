using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A lamp's light on eight surface points: matt and glossy, with soft shadows.</summary>
/// <remarks>
/// A lamp with a direction is a disc across it that shines by the cosine; one without is a sphere. Glass and what shines itself cast no
/// shadow, nor does what stands within a sphere's radius.
/// </remarks>
internal readonly struct LampLight
{
    private const float Negligible = 0.002f;            // of light on a white surface: no shadow ray for less
    private const float DiscGap = 0.02f;                // metres before a disc where shadow rays end: it may lie in a wall
    private readonly Lamp _lamp;
    private readonly float _luminance, _cos, _sin;      // of the angle by which the places on the lamp are turned
    private readonly bool _directed;
    private readonly Vector3 _across, _along;           // span a directed lamp's disc

    public LampLight(Lamp lamp, float turn)
    {
        _lamp = lamp;
        _luminance = Luminance(lamp.Power);
        (_sin, _cos) = MathF.SinCos(turn);
        _directed = lamp.Direction != Vector3.Zero;
        if (!_directed)
            return;
        Vector3 direction = Vector3.Normalize(lamp.Direction);
        _across = Vector3.Normalize(Vector3.Cross(direction, MathF.Abs(direction.Z) < 0.9f ? Vector3.UnitZ : Vector3.UnitX));
        _along = Vector3.Cross(direction, _across);
    }

    /// <summary>Brightness of linear RGB (Rec. 709).</summary>
    public static float Luminance(Vector3 rgb) => Vector3.Dot(rgb, new(0.2126f, 0.7152f, 0.0722f));

    /// <param name="half">0: the packet's upper row is an even one of a square of four rows; 1: it is the third</param>
    public LightPacket On(in SurfacePacket points, TriangleTree tree, int half, int rays)
    {
        Vector3x8 normal = points.Normal, to = Vector3x8.Create(_lamp.Centre) - points.Position;
        Vector256<float> square = Vector3x8.Dot(to, to) + Vector256.Create(1e-9f), inverse = Vector256<float>.One / Vector256.Sqrt(square);
        Vector256<float> arriving = Vector256<float>.One / (square + Vector256.Create(_lamp.Radius * _lamp.Radius));
        if (_directed)
            arriving *= Vector256.MaxNative(-Vector3x8.Dot(to, Vector3x8.Create(_lamp.Direction)) * inverse, Vector256<float>.Zero);
        Vector256<float> cosine = Vector3x8.Dot(normal, to) * inverse;
        Vector256<float> matt = Vector256.MaxNative(cosine, Vector256<float>.Zero) * arriving;
        Vector256<float> counts = Vector256.GreaterThan(matt * _luminance, Vector256.Create(Negligible))
            & Vector256.GreaterThan(Vector3x8.Dot(points.Facing, to), Vector256<float>.Zero);
        uint lit = counts.ExtractMostSignificantBits() & points.Active;
        if (lit == 0)
            return default;

        Vector256<float> seen = Seen(points, tree, to * inverse, counts, half, rays) & counts;
        matt *= seen;
        Vector256<float> highlight = arriving * seen * _luminance * Highlight(points, to * inverse);
        return new(matt * _lamp.Power.X, matt * _lamp.Power.Y, matt * _lamp.Power.Z, highlight);
    }

    /// <summary>Share of the lamp that each point sees.</summary>
    private Vector256<float> Seen(in SurfacePacket points, TriangleTree tree, Vector3x8 toLamp, Vector256<float> counts, int half, int rays)
    {
        Vector3x8 origin = points.Position + points.Facing * Vector256.Create(ShadowOrigin.Lift);
        (Vector3x8 across, Vector3x8 along) = _directed ? (Vector3x8.Create(_across), Vector3x8.Create(_along)) : ShadowOrigin.Frame(toLamp);
        Vector256<float> seen = Vector256<float>.Zero;
        (float cos, float sin) = (_cos, _sin);
        for (int i = 0; i < rays; i++)
        {
            Vector256<float> x = JitterPattern.DiscX[half] * cos - JitterPattern.DiscY[half] * sin;
            Vector256<float> y = JitterPattern.DiscX[half] * sin + JitterPattern.DiscY[half] * cos;
            Vector256<float> radius = Vector256.Create(_lamp.Radius);
            Vector3x8 ray = Vector3x8.Create(_lamp.Centre) + across * (x * radius) + along * (y * radius) - origin;
            Vector256<float> gap = Vector256.Create(_directed ? DiscGap : MathF.Max(_lamp.Radius, DiscGap)) / Vector256.Sqrt(Vector3x8.Dot(ray, ray));
            Vector256<float> end = Vector256.ConditionalSelect(counts, Vector256<float>.One - gap, Vector256.Create(-1f));
            uint blocked = tree.Blocked(new RayPacket(origin, ray, Vector256<float>.Zero, end));
            seen += Vector256.AndNot(Vector256<float>.One, LaneMasks.Of(blocked));
            (cos, sin) = (cos * JitterPattern.NextCos - sin * JitterPattern.NextSin, sin * JitterPattern.NextCos + cos * JitterPattern.NextSin);
        }

        return seen * (1f / rays);
    }

    // Blinn's half vector, and Schlick's fraction in place of the power. A glossier highlight is smaller and stronger.
    private static Vector256<float> Highlight(in SurfacePacket points, Vector3x8 toLamp)
    {
        Vector256<float> gloss = points.Gloss;
        if (Vector256.EqualsAll(gloss, Vector256<float>.Zero))
            return Vector256<float>.Zero;
        Vector3x8 half = toLamp + points.Back;
        Vector256<float> cosine = Vector3x8.Dot(points.Normal, half) / Vector256.Sqrt(Vector3x8.Dot(half, half) + Vector256.Create(1e-12f));
        cosine = Vector256.MaxNative(cosine, Vector256<float>.Zero);
        Vector256<float> exponent = Vector256.FusedMultiplyAdd(gloss * gloss, Vector256.Create(240f), Vector256.Create(4f));
        Vector256<float> lobe = cosine / (exponent - exponent * cosine + cosine);
        return gloss * gloss * lobe * Vector256.FusedMultiplyAdd(gloss, Vector256.Create(1.2f), Vector256.Create(0.15f));
    }
}
