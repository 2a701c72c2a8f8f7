using FsCheck;
using FsCheck.Fluent;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Geometry;

public class Box3DTests
{
    internal static readonly Gen<double> Place = Gen.Choose(-50_000, 50_000).Select(v => v / 10_000.0);

    internal static readonly Gen<Box3D> AnyBox =
        from x in Place
        from y in Place
        from z in Place
        from l in Gen.Choose(1, 30_000)
        from w in Gen.Choose(1, 30_000)
        from h in Gen.Choose(1, 30_000)
        from yaw in Gen.Choose(-31_415, 31_415)
        select new Box3D(new(x, y, z), new(l / 1e4, w / 1e4, h / 1e4), yaw / 1e4);

    [Fact]
    public void Corners_TurnedByAQuarter_PointTheirLengthAlongY()
    {
        Point3D[] corners = new Box3D(new(1, 2, 3), new(4, 2, 1), Math.PI / 2).Corners();
        Assert.Equal(1 - 1, corners[0].X, 12);      // +length is +y, +width is -x
        Assert.Equal(2 + 2, corners[0].Y, 12);
        Assert.Equal(2.5, corners[0].Z, 12);
        Assert.Equal(3.5, corners[4].Z, 12);
    }

    [Fact]
    public void FromCorners_AnyBox_GivesItBack() => Check(Prop.ForAll(AnyBox.ToArbitrary(), box =>
    {
        Box3D upright = Box3D.FromCorners(box.Corners()), camera = CameraAxes.FromCorners(CameraAxes.Corners(box));
        return Near(box, upright) && Near(box, camera);
    }));

    [Fact]
    public void Contains_CentreAndScaledCorners_InsideOrOutside() => Check(Prop.ForAll(AnyBox.ToArbitrary(), box =>
        box.Contains(box.Centre)
        && box.Corners().All(
            c => box.Contains(box.Centre + (c - box.Centre) * 0.999) && !box.Contains(box.Centre + (c - box.Centre) * 1.001))));

    [Fact]
    public void Extents_AnyBox_AreThoseOfItsCorners() => Check(Prop.ForAll(AnyBox.ToArbitrary(), box =>
    {
        Point3D[] corners = box.Corners();
        Extents3D extents = box.Extents();
        return Math.Abs(corners.Min(c => c.X) - extents.Min.X) < 1e-9 && Math.Abs(corners.Max(c => c.Y) - extents.Max.Y) < 1e-9
            && Math.Abs(corners.Min(c => c.Z) - extents.Min.Z) < 1e-9;
    }));

    [Theory]
    [InlineData(0, 0), InlineData(Math.PI, Math.PI), InlineData(-Math.PI, Math.PI), InlineData(7, 7 - 2 * Math.PI),
        InlineData(-20, -20 + 6 * Math.PI)]
    public void WithYawInRange_AnyTurns_IsTheSameDirection(double yaw, double expected) =>
        Assert.Equal(expected, new Box3D(default, new(1, 1, 1), yaw).WithYawInRange().Yaw, 12);

    [Fact]
    public void PointsInBoxes_AnyCloud_AgreesWithContains() => Check(Prop.ForAll(AnyBox.ToArbitrary(), box =>
    {
        var random = new Random(box.GetHashCode());
        float[] xyz = [.. Enumerable.Range(0, 303).Select(i => (float)(random.NextDouble() * 6 - 3
            + (i % 3 == 0 ? box.Centre.X : i % 3 == 1 ? box.Centre.Y : box.Centre.Z)))];
        int[] expected = [.. Enumerable.Range(0, 101).Where(i => box.Contains(new(xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2])))];
        var points = new PointsInBoxes(xyz);
        return points.Indices(box).SequenceEqual(expected) && points.Count(box) == expected.Length
            && points.HasAtLeast(box, expected.Length) && !points.HasAtLeast(box, expected.Length + 1);
    }));

    internal static void Check(Property property) => property.Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(7UL, 9UL));

    private static bool Near(Box3D a, Box3D b) => (a.Centre - b.Centre).Length < 1e-9 && (a.Size - b.Size).Length < 1e-9
        && Math.Abs(Math.Sin((a.Yaw - b.Yaw) / 2)) < 1e-8 / Math.Min(1, Math.Min(a.Size.X, a.Size.Y));
}
