using FsCheck;
using FsCheck.Fluent;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Geometry;

public class CameraTests
{
    private static readonly double[] Kinect = [365, 0, 256, 0, 365, 212, 0, 0, 1];

    public static TheoryData<DistortionModel, double[]> Lenses => new()
    {
        { DistortionModel.None, [] },
        { DistortionModel.PlumbBob, [0.0936, -0.2679, 0.0005, -0.0003, 0.0889] },
        { DistortionModel.PlumbBob, [-0.35, 0.12, 0.001, -0.002] },
        { DistortionModel.RationalPolynomial, [0.6, -2.5, 0.0004, -0.0002, 1.4, 0.48, -2.3, 1.35] },
        { DistortionModel.Equidistant, [0.03, -0.01, 0.004, -0.0009] },
    };

    [Theory, MemberData(nameof(Lenses))]
    public void TryUnproject_EveryPixelSeen_ProjectsBack(DistortionModel model, double[] d)
    {
        Camera camera = Camera.FromMatrix(Kinect, 512, 424) with { Distortion = new(model, d) };
        int seen = 0;
        for (int v = 0; v < 424; v += 7)
        {
            for (int u = 0; u < 512; u += 7)
            {
                if (!camera.TryUnproject(u, v, 2.5, out Point3D p))
                    continue;
                Assert.True(camera.TryProject(p, out double backU, out double backV));
                Assert.Equal(u, backU, 6);
                Assert.Equal(v, backV, 6);
                seen++;
            }
        }

        Assert.InRange(seen, 61 * 74 * 0.95, 61 * 74);
    }

    // Values worked out by hand from the models' formulas at x = 0.3, y = -0.2 (r2 = 0.13).
    [Theory]
    [InlineData(DistortionModel.PlumbBob, new[] { 0.1, 0.01, 0.002, 0.001, 0.5 }, 0.30435025, -0.2025535)]
    [InlineData(DistortionModel.Equidistant, new[] { 0.1, 0.0, 0.0, 0.0 }, 0.291376350, -0.194250900)]
    public void TryProject_KnownPoint_IsAsTheFormulaSays(DistortionModel model, double[] d, double x, double y)
    {
        Assert.True(new Distortion(model, d).TryProject(new(0.6, -0.4, 2), out double actualX, out double actualY));
        Assert.Equal(x, actualX, 6);
        Assert.Equal(y, actualY, 6);
    }

    [Fact]
    public void TryProject_BehindTheCamera_IsNotSeen()
    {
        Camera camera = Camera.FromMatrix(Kinect, 512, 424);
        Assert.False(camera.TryProject(new(0, 0, -1), out _, out _));
        Assert.False(camera.TryProject(new(0, 0, 0), out _, out _));
        Assert.True(camera.TryProject(new(0, 0, 1), out double u, out double v));
        Assert.Equal((256, 212), (u, v));
    }

    [Fact]
    public void TryProject_BeyondWhereTheLensBendsBack_IsNotSeen()
    {
        Camera camera = Camera.FromMatrix(Kinect, 512, 424) with { Distortion = new(DistortionModel.PlumbBob, [-0.35]) };
        Assert.InRange(camera.Distortion.Limit, 0.9, 1.0);          // d(r - 0.35 r^3) = 0 at r = 0.976
        Assert.True(camera.TryProject(new(0.9, 0, 1), out _, out _));
        Assert.False(camera.TryProject(new(1.6, 0, 1), out double u, out _));
        Assert.InRange(u, 0, 512);                                   // it would land in the picture
    }

    [Fact]
    public void TryProject_FisheyeBeyondNinetyDegrees_IsSeen()
    {
        var lens = new Distortion(DistortionModel.Equidistant, []);
        Assert.True(lens.TryProject(new(1, 0, -0.2), out double x, out _));
        Assert.Equal(Math.Atan2(1, -0.2), x, 12);
    }

    [Theory]
    [InlineData(new double[] { 0, 0, 256, 0, 365, 212, 0, 0, 1 }, "camera.fx", "fx is 0")]
    [InlineData(new double[] { 365, 0, 256, 0, -1, 212, 0, 0, 1 }, "camera.fy", "fy is -1")]
    [InlineData(new double[] { 365, 0, 256, 0, double.NaN, 212, 0, 0, 1 }, "camera.fy", "fy is NaN")]
    [InlineData(new double[] { 365, 0, double.PositiveInfinity, 0, 365, 212, 0, 0, 1 }, "camera.k", "finite")]
    [InlineData(new double[] { 365, 3, 256, 0, 365, 212, 0, 0, 1 }, "camera.k", "no skew")]
    [InlineData(new double[] { 365, 0, 256 }, "camera.k", "3 numbers")]
    public void FromMatrix_Unusable_NamesTheField(double[] k, string field, string fault)
    {
        var error = Assert.Throws<InvalidInputException>(() => Camera.FromMatrix(k, 512, 424));
        Assert.Equal(field, error.Field);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DistortionModel.PlumbBob, new[] { 0, 0, 0, 0, 0, 1.0 })]
    [InlineData(DistortionModel.Equidistant, new[] { double.NaN })]
    [InlineData(DistortionModel.None, new[] { 0.1 })]
    public void Distortion_Unusable_NamesTheField(DistortionModel model, double[] d) =>
        Assert.Equal("camera.d", Assert.Throws<InvalidInputException>(() => new Distortion(model, d)).Field);

    [Fact]
    public void Resized_Camera_SeesThePixelMove()
    {
        Camera camera = Camera.FromMatrix(Kinect, 512, 424), half = camera.Resized(256, 212);
        Point3D p = new(0.3, -0.1, 2);
        Assert.True(camera.TryProject(p, out double u, out double v) && half.TryProject(p, out double hu, out double hv)
            && Math.Abs((u + 0.5) / 2 - 0.5 - hu) < 1e-9 && Math.Abs((v + 0.5) / 2 - 0.5 - hv) < 1e-9);
    }

    [Fact]
    public void Transform_InverseAfterIt_IsTheIdentity() => Box3DTests.Check(Prop.ForAll(
        Box3DTests.Place.ArrayOf(12).Where(m => m.Length == 12).ToArbitrary(), m =>
        {
            var transform = Transform3D.FromMatrix(m);
            Transform3D inverse;
            try
            {
                inverse = transform.Inverse();
            }
            catch (InvalidInputException)
            {
                return true;
            }

            Point3D p = new(1, -2, 3);
            return (inverse.Apply(transform.Apply(p)) - p).Length < 1e-4 && (inverse.After(transform).Apply(p) - p).Length < 1e-4;
        }));

    [Fact]
    public void FromQuaternion_QuarterTurn_TurnsXToY()
    {
        var turn = Transform3D.FromQuaternion(0, 0, Math.Sqrt(0.5), Math.Sqrt(0.5), new(1, 2, 3));
        Point3D p = turn.Apply(new Point3D(1, 0, 0));
        Assert.True((p - new Point3D(1, 3, 3)).Length < 1e-12 && turn.IsRigid());
        Assert.Throws<InvalidInputException>(() => Transform3D.FromQuaternion(0, 0, 1, 1, default));
    }

    [Fact]
    public void FromMatrix_UnusablePose_SaysWhy()
    {
        Assert.Contains("finite",
            Assert.Throws<InvalidInputException>(
                () => Transform3D.FromMatrix(new double[11].Append(double.NegativeInfinity).ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("last row", Assert.Throws<InvalidInputException>(() => Transform3D.FromMatrix(new double[16])).Message,
            StringComparison.Ordinal);
        Assert.Contains("singular", Assert.Throws<InvalidInputException>(() => Transform3D.FromMatrix(new double[12]).Inverse()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ToCloud_DepthImage_SkipsHolesAndKeepsColours()
    {
        Camera camera = new(100, 100, 1, 0.5, 3, 2);
        var depth = new DepthImage(3, 2, [1000, 0, 2000, 0, 0, 5000]);
        var picture = new Picture(3, 2, [255, 0, 0, 9, 9, 9, 0, 255, 0, 9, 9, 9, 9, 9, 9, 0, 0, 255]);
        PointCloud cloud = new DepthUnprojection(camera).ToCloud(depth, 0.001, Transform3D.Identity, picture, maxDepth: 4);
        Assert.Equal([-0.01f, -0.005f, 1, 0.02f, -0.01f, 2], cloud.Positions);
        Assert.Equal([1, 0, 0, 0, 1, 0], cloud.Colours!);
    }

    [SkippableFact, Trait("Category", "RealData")]
    public void ToCloud_Kinect_IsAnOfficeCorner()
    {
        DepthImage depth = PictureFile.ReadDepth(RealData.PathOf("kinect2/depth.png"));
        Camera camera = Camera.FromMatrix(Kinect, 512, 424);
        PointCloud cloud = new DepthUnprojection(camera).ToCloud(
            depth, 0.0001, Transform3D.Identity, PictureFile.Read(RealData.PathOf("kinect2/rgb.png")));
        Assert.Equal(depth.Values.Count(v => v != 0), cloud.Count);
        Assert.InRange(cloud.Positions.Where((_, i) => i % 3 == 2).Max(), 1f, 8f);
    }
}
