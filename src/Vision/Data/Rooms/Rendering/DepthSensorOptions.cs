namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>A depth camera that throws a pattern of infrared dots and looks at it from the side. Defaults are a Kinect's of the first kind.</summary>
public sealed record DepthSensorOptions
{
    /// <summary>Metres from the camera to the projector on its right.</summary>
    public double Baseline { get; init; } = 0.075;

    /// <summary>Columns of the sensor's own picture; ours may be a smaller copy of it.</summary>
    public int NativeWidth { get; init; } = 640;

    /// <summary>Steps of disparity in one of the sensor's own pixels.</summary>
    public int StepsPerPixel { get; init; } = 8;

    /// <summary>Nearer is not measured, metres.</summary>
    public double Nearest { get; init; } = 0.4;

    /// <summary>Farther is not measured, metres.</summary>
    public double Farthest { get; init; } = 8;

    /// <summary>Deviation of depth at <see cref="NoiseFrom"/>, metres.</summary>
    public double NoiseNear { get; init; } = 0.0012;

    /// <summary>Deviation added per square of the metres beyond <see cref="NoiseFrom"/>, metres.</summary>
    public double NoiseGrowth { get; init; } = 0.0019;

    /// <summary>Metres.</summary>
    public double NoiseFrom { get; init; } = 0.4;

    /// <summary>Deviation sideways at the borders of surfaces, in the sensor's own pixels.</summary>
    public double EdgeJitter { get; init; } = 0.8;

    /// <summary>Whether there are holes where something keeps the projector's light off.</summary>
    public bool Shadows { get; init; } = true;

    /// <summary>Share of infrared light that must come back from a surface (<see cref="Scenes.RenderedView.InfraredReturn"/>), near or far.</summary>
    public double LeastReturn { get; init; } = 0.1;

    /// <summary>What must be left of that share after it fell with the square of the metres.</summary>
    public double LeastSignal { get; init; } = 0.004;

    /// <summary>Both limits vary from pixel to pixel by this share (deviation), so that holes have ragged borders.</summary>
    public double ReturnJitter { get; init; } = 0.2;
}
