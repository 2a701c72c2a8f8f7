using System.Numerics;
using Fuse3D.Vision.Data.Rooms.Furnishing.Shapes;

namespace Fuse3D.Vision.Tests.Data.Rooms.Furnishing;

public sealed class ShapeTests
{
    [Fact]
    public void Box_BetweenCorners_HoldsItsVolume() =>
        Check(new Shape().Box(Role.Body, new(0, 0, 0), new(1, 2, 3)), 6, 1e-4, new(0, 0, 0), new(1, 2, 3));

    [Theory]
    [InlineData(1), InlineData(2), InlineData(4)]
    public void RoundedBox_SmallRadius_HoldsAlmostTheBox(int steps) =>
        Check(new Shape().RoundedBox(Role.Body, new(-1, -1, 0), new(1, 1, 1), 0.1f, steps), 3.96, 0.02, new(-1, -1, 0), new(1, 1, 1));

    [Fact]
    public void RoundedBox_LargestRadius_IsNearlyABall() =>
        Check(
            new Shape().RoundedBox(Role.Body, new(-1, -1, -1), new(1, 1, 1), 5, 6), 4.0 / 3 * Math.PI, 0.08, new(-1, -1, -1), new(1, 1, 1));

    [Fact]
    public void Column_ManyFacets_HoldsACylinder() =>
        Check(new Shape().Column(Role.Body, 1, 2, 0, 3, 0.5f, quarter: 32), Math.PI * 0.75, 2e-3, new(0.5f, 1.5f, 0), new(1.5f, 2.5f, 3));

    [Fact]
    public void Column_Tapered_HoldsAFrustum() =>
        Check(new Shape().Column(Role.Body, 0, 0, 0, 3, 1, 0.5f, quarter: 32), Math.PI * 1.75, 5e-3, new(-1, -1, 0), new(1, 1, 3));

    [Fact]
    public void Loft_Bowl_HoldsTheDifferenceOfItsSkins() => Check(
        new Shape().Loft(
            Role.Body, [new(0, 0, 0), new(1, 1, 0), new(1, 1, 1), new(0.8f, 0.8f, 1), new(0.8f, 0.8f, 0.2f), new(0, 0, 0.2f)], quarter: 32),
        Math.PI * (1 - 0.64 * 0.8), 5e-3, new(-1, -1, 0), new(1, 1, 1));

    [Fact]
    public void Loft_RoundedRectangle_FillsItsLengths() => Check(
        new Shape().Loft(Role.Body, [new(0, 0, 0), new(1, 2, 0), new(1, 2, 1), new(0, 0, 1)], quarter: 16, roundness: 0.5f),
        8 - (4 - Math.PI) * 0.5 * 1, 5e-3, new(-1, -2, 0), new(1, 2, 1));

    [Fact]
    public void Rod_AnyDirection_HoldsACylinder()
    {
        Shape rod = new Shape().Rod(Role.Body, new(1, 1, 1), new(3, 4, 7), 0.1f, quarter: 16);
        Assert.Equal(7 * Math.PI * 0.01, Volume(rod), 1e-3);
    }

    [Fact]
    public void Prism_Outline_HoldsItsVolume() =>
        Check(new Shape().Prism(Role.Body, [new(0, 0), new(2, 0), new(0, 1)], 0, 3), 3, 1e-4, new(0, 0, 0), new(2, 3, 1));

    [Fact]
    public void Pillow_Size_FillsItAndIsClosed()
    {
        Shape pillow = new Shape().Pillow(Role.Body, new(0, 0, 0.5f), new(2, 2, 1), cells: 12);
        Assert.InRange(Volume(pillow), 1.5, 3.5);
        Assert.Equal(2, pillow.Size.X, 0.02f);
        Assert.Equal(1, pillow.Size.Z, 0.05f);
    }

    [Fact]
    public void Within_TurnedAndMoved_PartsFollow()
    {
        Shape shape = new Shape().Within(
            Matrix4x4.CreateRotationZ(MathF.PI / 2) * Matrix4x4.CreateTranslation(10, 0, 0),
            s => s.Box(Role.Body, new(0, 0, 0), new(1, 2, 3)));
        Check(shape, 6, 1e-4, new(8, 0, 0), new(10, 1, 3));
    }

    private static void Check(Shape shape, double volume, double within, Vector3 low, Vector3 high)
    {
        Assert.Equal(volume, Volume(shape), within * volume);
        Assert.True(Vector3.Distance(low, shape.Low) < 1e-3f && Vector3.Distance(high, shape.High) < 1e-3f, $"{shape.Low} to {shape.High}");
        foreach ((int a, int b, int c, _) in shape.Triangles)
        {
            Vector3 twice = Vector3.Cross(shape.Positions[b] - shape.Positions[a], shape.Positions[c] - shape.Positions[a]);
            Assert.True(
                Vector3.Dot(twice, shape.Normals[a]) > 0 && Vector3.Dot(twice, shape.Normals[b]) > 0 && Vector3.Dot(twice, shape.Normals[c]) > 0);
        }
    }

    // By the divergence theorem: right for closed skins whose fronts are outside.
    private static double Volume(Shape shape) => shape.Triangles.Sum(t => Vector3.Dot(
        shape.Positions[t.A], Vector3.Cross(shape.Positions[t.B], shape.Positions[t.C]))) / 6.0;
}
