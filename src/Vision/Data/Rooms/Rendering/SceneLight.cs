using System.Numerics;
using System.Runtime.Intrinsics;
using Fuse3D.Vision.Data.Rooms.Scenes;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>All light on eight surface points: the lamps', and what comes from everywhere.</summary>
internal sealed class SceneLight
{
    private const float FromAbove = 0.12f;          // ambient light is stronger from above by this share, and weaker from below
    private readonly TriangleTree _tree;
    private readonly RenderOptions _options;
    private readonly LampLight[] _lamps;
    private readonly Vector3 _ambient;
    private readonly float _cos, _sin;              // of the angle by which contact rays are turned

    /// <param name="seed">of where the lamps and the surroundings are looked at</param>
    public SceneLight(RoomScene scene, TriangleTree tree, RenderOptions options, ulong seed)
    {
        var random = SeededRandom.For("lamps", seed);
        (_tree, _options, _ambient) = (tree, options, scene.Ambient);
        (_sin, _cos) = MathF.SinCos((float)random.NextDouble() * MathF.Tau);
        _lamps = [.. scene.Lamps.Select(lamp => new LampLight(lamp, (float)random.NextDouble() * MathF.Tau))];
    }

    /// <param name="half">which half of <see cref="JitterPattern"/> the packet takes</param>
    /// <param name="more">times as many rays as the options say, for points that have no neighbours to average with</param>
    public LightPacket On(in SurfacePacket points, int half, int more = 1)
    {
        Vector256<float> open = Open(points, half, _options.ContactRays * more);
        open *= Vector256.FusedMultiplyAdd(points.Normal.Z, Vector256.Create(FromAbove), Vector256<float>.One);
        Vector256<float> red = open * _ambient.X, green = open * _ambient.Y, blue = open * _ambient.Z, highlight = Vector256<float>.Zero;
        foreach (ref readonly LampLight lamp in _lamps.AsSpan())
        {
            LightPacket light = lamp.On(points, _tree, half, _options.LampRays * more);
            red += light.Red;
            green += light.Green;
            blue += light.Blue;
            highlight += light.Highlight;
        }

        return new(red, green, blue, highlight);
    }

    /// <summary>Share of ambient light that near things leave: rays of several lengths in the directions that count.</summary>
    private Vector256<float> Open(in SurfacePacket points, int half, int rays)
    {
        if (rays == 0)
            return Vector256<float>.One;
        Vector3x8 origin = points.Position + points.Facing * Vector256.Create(ShadowOrigin.Lift);
        (Vector3x8 across, Vector3x8 along) = ShadowOrigin.Frame(points.Normal);
        Vector256<float> active = LaneMasks.Of(points.Active);
        Vector256<float> end = Vector256.ConditionalSelect(active, JitterPattern.UpLength[half] * _options.ContactReach, Vector256.Create(-1f));
        (float cos, float sin) = (_cos, _sin);
        Vector256<float> shut = Vector256<float>.Zero;
        for (int i = 0; i < rays; i++)
        {
            Vector256<float> x = JitterPattern.UpX[half] * cos - JitterPattern.UpY[half] * sin;
            Vector256<float> y = JitterPattern.UpX[half] * sin + JitterPattern.UpY[half] * cos;
            Vector3x8 ray = across * x + along * y + points.Normal * JitterPattern.UpZ[half];
            shut += Vector256<float>.One & LaneMasks.Of(_tree.Blocked(new RayPacket(origin, ray, Vector256<float>.Zero, end)));
            (cos, sin) = (cos * JitterPattern.NextCos - sin * JitterPattern.NextSin, sin * JitterPattern.NextCos + cos * JitterPattern.NextSin);
        }

        return Vector256<float>.One - shut * (_options.ContactStrength / rays);
    }
}
