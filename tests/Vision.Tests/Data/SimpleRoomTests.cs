using System.Numerics;
using Fuse3D.Vision.Data.Rooms;

namespace Fuse3D.Vision.Tests.Data;

public sealed class SimpleRoomTests
{
    [Fact]
    public void FromSeed_SameSeed_SameRoom() =>
        Assert.Equal(SimpleRoom.FromSeed(7).Objects, SimpleRoom.FromSeed(7).Objects);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(99)]
    public void FromSeed_AnySeed_FurnitureStandsOnTheFloorInsideAndApart(int seed)
    {
        SimpleRoom room = SimpleRoom.FromSeed(seed);

        Assert.NotEmpty(room.Objects);
        Assert.All(room.Objects, thing =>
        {
            Assert.Equal(SimpleRoom.Floor, thing.Centre.Z - thing.Size.Z / 2, 1e-4f);
            Assert.InRange(MathF.Abs(thing.Centre.X) + thing.Reach, 0, room.HalfWidth + 1e-4f);
            Assert.InRange(thing.Centre.Y + thing.Reach, 0, room.Depth + 1e-4f);
        });
        foreach (RoomObject a in room.Objects)
        {
            foreach (RoomObject b in room.Objects.Where(b => !ReferenceEquals(a, b)))
                Assert.True(Vector2.Distance(new(a.Centre.X, a.Centre.Y), new(b.Centre.X, b.Centre.Y)) > a.Reach + b.Reach);
        }
    }

    [Fact]
    public void Render_EveryPoint_ProjectsOntoItsOwnPixel()
    {
        RoomCamera camera = new(Width: 73, Height: 53, FocalLength: 53);

        (_, Vector3[] points) = camera.Render(SimpleRoom.FromSeed(3));

        float[] k = camera.Intrinsics, r = camera.Rtilt;
        for (int pixel = 0; pixel < points.Length; pixel++)
        {
            Vector3 p = points[pixel];
            Vector3 tilted = new(
                r[0] * p.X + r[3] * p.Y + r[6] * p.Z, r[1] * p.X + r[4] * p.Y + r[7] * p.Z, r[2] * p.X + r[5] * p.Y + r[8] * p.Z);   // Rtilt transposed
            float u = k[0] * tilted.X / tilted.Y + k[2], v = k[4] * -tilted.Z / tilted.Y + k[5];
            Assert.Equal(pixel % camera.Width + 1, u, 1e-2f);    // 1-based
            Assert.Equal(pixel / camera.Width + 1, v, 1e-2f);
        }
    }
}
