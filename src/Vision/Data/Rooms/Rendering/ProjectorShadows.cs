using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Where a row's surfaces lie in the shadow of others, as seen from the sensor's projector.</summary>
/// <remarks>
/// The projector stands to the right of the camera, so a pixel at column u and depth z is at column u - f b / z of the projector's picture.
/// The row is drawn into that picture with nearest depths; who is not on top there gets no light. Shadows fall left of what casts them.
/// W columns.
/// </remarks>
internal sealed class ProjectorShadows(int width, DepthSensorOptions options, Camera camera)
{
    private const float OneSurface = 0.05f;             // neighbours' depths differ by less on it, in multiples of the depth
    private const float Margin = 1;                     // pixels: who is that much less displaced lies below
    private readonly float _shift = (float)(camera.Fx * options.Baseline);      // columns at 1 metre
    private readonly float[] _top = new float[width];   // displacement of what the projector meets first
    private readonly bool[] _hidden = new bool[width];

    public bool Hides(int column) => _hidden[column];

    /// <param name="depths">[W] of a row, metres; 0: nothing</param>
    public void Cast(ReadOnlySpan<float> depths)
    {
        Array.Clear(_top);
        for (int u = 0; u < width; u++)
        {
            if (depths[u] <= 0)
                continue;
            bool joined = u + 1 < width && depths[u + 1] > 0 && MathF.Abs(depths[u + 1] - depths[u]) < OneSurface * depths[u];
            float from = _shift / depths[u], to = joined ? _shift / depths[u + 1] : from;
            Draw(u - from, from, joined ? u + 1 - to : u - from, to);
        }

        for (int u = 0; u < width; u++)
        {
            float own = depths[u] > 0 ? _shift / depths[u] : 0;
            int column = (int)MathF.Round(u - own);
            _hidden[u] = own > 0 && column >= 0 && column < width && _top[column] > own + Margin;
        }
    }

    // A piece of surface between two columns of the projector's picture.
    private void Draw(float a, float shiftA, float b, float shiftB)
    {
        int first = (int)MathF.Round(MathF.Min(a, b)), last = (int)MathF.Round(MathF.Max(a, b));
        float least = MathF.Min(shiftA, shiftB);
        for (int column = Math.Max(first, 0); column <= Math.Min(last, width - 1); column++)
            _top[column] = MathF.Max(_top[column], least);
    }
}
