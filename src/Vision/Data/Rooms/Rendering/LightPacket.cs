using System.Runtime.Intrinsics;

namespace Fuse3D.Vision.Data.Rooms.Rendering;

/// <summary>Light that eight surface points send back, white surfaces taken.</summary>
/// <param name="Red">linear, as Green and Blue</param>
/// <param name="Highlight">of lamps in glossy surfaces; has the lamps' brightness, not their colour</param>
internal readonly record struct LightPacket(Vector256<float> Red, Vector256<float> Green, Vector256<float> Blue, Vector256<float> Highlight)
{
    /// <returns>red, green, blue, highlight of one point</returns>
    public Vector128<float> this[int lane] => Vector128.Create(Red[lane], Green[lane], Blue[lane], Highlight[lane]);
}
