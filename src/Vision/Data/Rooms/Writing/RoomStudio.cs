using Fuse3D.Vision.Data.Rooms.Furnishing;
using Fuse3D.Vision.Data.Rooms.Rendering;
using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>Furnishes rooms, traces rays through them, and measures depth as a sensor does. Each look takes the caller's thread alone.</summary>
/// <param name="width">pixels of a look</param>
/// <param name="height">pixels of a look</param>
internal sealed class RoomStudio(RoomOptions rooms, int width, int height) : IRoomStudio
{
    // Rooms are made side by side: that keeps the cores busier than rows of one picture would.
    private static readonly Workers Alone = new(1);

    private readonly DepthSensor _sensor = new();

    public RoomScene Furnish(ulong seed) => RoomMaker.Make(seed, rooms);

    public RoomLook Look(RoomScene scene) => Looks(scene, [RoomViews.One(scene, seed: 0, (width, height))])[0];

    public IReadOnlyList<RoomLook> Walk(RoomScene scene, int looks) => Looks(scene, RoomViews.Path(scene, seed: 0, looks, (width, height)));

    private RoomLook[] Looks(RoomScene scene, IReadOnlyList<RoomView> views)
    {
        var tracer = new SceneTracer(scene);
        return [.. views.Select((view, i) =>
        {
            RenderedView seen = tracer.Render(view, SeededRandom.Derive(scene.Seed, 1, (ulong)i), Alone);
            DepthImage sensed = _sensor.Measure(seen, view.Camera, SeededRandom.Derive(scene.Seed, 2, (ulong)i), Alone);
            return new RoomLook(scene, view, seen, sensed);
        })];
    }
}
