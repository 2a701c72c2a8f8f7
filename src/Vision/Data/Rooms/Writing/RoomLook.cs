using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>One look into a room: what is there, and what the depth sensor makes of it.</summary>
public sealed class RoomLook
{
    /// <summary>Of the values of <see cref="Sensed"/>: millimetres.</summary>
    public const double MetresPerUnit = 0.001;

    /// <param name="sensed">registered to the picture; millimetres, 0 where nothing was measured</param>
    public RoomLook(RoomScene scene, RoomView view, RenderedView seen, DepthImage sensed)
    {
        if ((seen.Width, seen.Height) != (sensed.Width, sensed.Height) || (seen.Width, seen.Height) != (view.Camera.Width, view.Camera.Height))
            throw new ArgumentException($"a camera of {view.Camera.Width} x {view.Camera.Height} pixels, a picture of {seen.Width} x {seen.Height} and depth of {sensed.Width} x {sensed.Height}");
        (Scene, View, Seen, Sensed) = (scene, view, seen, sensed);
        Picture = new Picture(seen.Width, seen.Height, seen.Rgb);
        Objects = SeenObjects.Of(scene, view, seen, sensed);
    }

    public RoomScene Scene { get; }

    public RoomView View { get; }

    public RenderedView Seen { get; }

    public DepthImage Sensed { get; }

    public Picture Picture { get; }

    /// <summary>Objects of which at least one pixel is seen, in the scene's order.</summary>
    public IReadOnlyList<SeenObject> Objects { get; }
}
