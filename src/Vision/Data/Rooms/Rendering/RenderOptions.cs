namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>How pictures of a room are made.</summary>
public sealed record RenderOptions
{
    /// <summary>Shadow rays per pixel and lamp. They are averaged with those of up to 15 neighbours on the same surface.</summary>
    public int LampRays { get; init; } = 1;

    /// <summary>Rays per pixel that look for what is near and keeps ambient light off; averaged likewise.</summary>
    public int ContactRays { get; init; } = 1;

    /// <summary>How far these look, metres.</summary>
    public float ContactReach { get; init; } = 0.7f;

    /// <summary>Share of ambient light that near things keep off where they are all around.</summary>
    public float ContactStrength { get; init; } = 0.8f;

    /// <summary>How many panes a look goes through.</summary>
    public int Panes { get; init; } = 4;

    /// <summary>Mean linear brightness that the exposure aims at.</summary>
    public float Brightness { get; init; } = 0.2f;

    /// <summary>0: one exposure for all pictures; 1: every picture comes out equally bright.</summary>
    public float AutoExposure { get; init; } = 0.7f;

    /// <summary>Share of a pixel's light that its four neighbours get, as behind a real lens; stairs at borders become softer. 0: none.</summary>
    public float LensBlur { get; init; } = 0.3f;

    /// <summary>Deviation of the colour sensor's noise at mid grey, in steps of 1/255.</summary>
    public float ColourNoise { get; init; }
}
