using Fuse3D.Vision.Data.Rooms.Scenes;
using Fuse3D.Vision.Data.Rooms.Writing;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Rooms.Writing;

public class SilhouettesTests
{
    /// <summary>Of what stands free inside the picture, the silhouette is what rays see, but for pixels whose centre an edge meets.</summary>
    [Fact]
    public void Pixels_NothingBeforeTheObject_AreThoseThatShowIt()
    {
        var studio = new BoxRoomStudio(192, 144);
        RoomLook look = studio.Look(studio.Furnish(5));
        SeenObject bed = Assert.Single(look.Objects, o => o.Thing.Label == "chair");
        Assert.InRange(bed.FullPixels - bed.Pixels, -2, 2);
        Assert.InRange(bed.Share, 0.99, 1);
    }

    [Fact]
    public void Pixels_ObjectCutOffByThePicture_GoOnBeyondItsEdge()
    {
        var studio = new BoxRoomStudio(192, 144);
        RoomScene scene = studio.Furnish(5);
        RoomView view = studio.Look(scene).View;
        // The same camera with the chair at the right edge: the principal point moves, and with it all that is seen.
        SeenObject whole = studio.Look(scene).Objects.Single(o => o.Thing.Label == "chair");
        double move = view.Camera.Width - (whole.Extents.Left + whole.Extents.Right) / 2;
        RoomView moved = view with { Camera = view.Camera with { Cx = view.Camera.Cx + move } };
        int[] full = Silhouettes.Pixels(scene, moved, [.. scene.Objects.Select((_, i) => i == whole.Index)]);
        Assert.InRange(full[whole.Index] - whole.FullPixels, -0.03 * whole.FullPixels, 0.03 * whole.FullPixels);
        Assert.Equal(full.Sum(), full[whole.Index]);
    }

    [Fact]
    public void Pixels_ObjectBehindTheCamera_AreNone()
    {
        var studio = new BoxRoomStudio();
        RoomScene scene = studio.Furnish(5);
        RoomView view = studio.Look(scene).View;
        int last = scene.Objects.Count - 1;
        Assert.Equal(0, Silhouettes.Pixels(scene, view, [.. scene.Objects.Select((_, i) => i == last)])[last]);
    }

    [Fact]
    public void Objects_Hidden_HaveTheShareThatIsSeen()
    {
        var studio = new BoxRoomStudio(192, 144);
        RoomLook look = studio.Look(studio.Furnish(5));
        Assert.All(look.Objects, o => Assert.InRange(o.Share, 0, 1));
        Assert.Contains(look.Objects, o => o.Share is > 0.05 and < 0.95 && !o.IsStructure);
    }
}
