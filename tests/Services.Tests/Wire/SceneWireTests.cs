using Fuse3D.ServiceDefaults.Wire;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Geometry;
using Google.Protobuf;

namespace Fuse3D.Services.Tests.Wire;

public class SceneWireTests
{
    [Fact]
    public void ReadPoints_NetworkAxes_KeepEveryBit()
    {
        DetectRequest request = TinyModel.Frame(1);

        ScenePoints points = SceneWire.ReadPoints(request);

        Assert.Null(points.PointsFromNetwork);
        Assert.Equal(request.Cloud.Data.ToByteArray(), System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(points.Cloud.Positions).ToArray());
    }

    [Theory]
    [InlineData(Axes.ForwardLeftUp, 1, 2, 3, -2, 1, 3)]       // forward 1, left 2, up 3
    [InlineData(Axes.RightDownForward, 1, 2, 3, 1, 3, -2)]    // right 1, down 2, forward 3
    public void ReadPoints_OtherAxes_AreTurnedAndBack(Axes axes, float x, float y, float z, float right, float forward, float up)
    {
        var request = new DetectRequest { Axes = axes, Cloud = new() { Data = Floats(x, y, z) } };

        ScenePoints points = SceneWire.ReadPoints(request);

        Assert.Equal([right, forward, up], points.Cloud.Positions);
        Assert.Equal(new Point3D(x, y, z), points.PointsFromNetwork!.Apply(new Point3D(right, forward, up)));
    }

    [Fact]
    public void ReadPoints_Depth_IsUnprojected()
    {
        var request = new DetectRequest
        {
            Axes = Axes.RightDownForward,
            Depth = new()
            {
                Image = new() { Encoding = "16UC1", Width = 2, Height = 1, Data = ByteString.CopyFrom(0xD0, 0x07, 0, 0) },
                Camera = new() { K = { 2, 0, 1, 0, 2, 0, 0, 0, 1 } },
            },
        };

        ScenePoints points = SceneWire.ReadPoints(request);

        Assert.Equal([-1, 2, 0], points.Cloud.Positions);   // 2 m ahead, one focal length to the left
    }

    public static TheoryData<string, Action<DetectRequest>> Broken => new()
    {
        { "cloud", request => request.ClearScene() },
        { "views", request => request.Views.Clear() },
        { "views[0].camera", request => request.Views[0].Camera = null },
        { "views[0].camera.k", request => request.Views[0].Camera.K.Clear() },
        { "views[0].camera.fy", request => request.Views[0].Camera.K[4] = double.NaN },
        { "views[0].camera.k", request => request.Views[0].Camera.K[8] = 0 },
        { "views[0].camera.d", request => request.Views[0].Camera.D.Add(double.NaN) },
        { "views[0].camera.distortion_model", request => request.Views[0].Camera.DistortionModel = "fish-bowl" },
        { "views[0].camera", request => request.Views[0].Camera.Width = 1_000_000 },
        { "views[0].camera_from_points_matrix", request => request.Views[0].CameraFromPointsMatrix.Add(1) },
        { "views[0].camera_from_points_matrix", request => request.Views[0].CameraFromPointsMatrix[0] = 0 },
        { "views[0].camera_from_points", request => Pose(request, new() { Orientation = new() { W = 2 } }) },
        { "views[0].camera_from_points", request => Pose(request, new() { Position = new() { X = double.NaN } }) },
        { "axes", request => request.Axes = (Axes)77 },
        { "upright_from_points", request => request.UprightFromPoints = new() { Orientation = new() { X = 0.1 } } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_BrokenScene_NamesTheField(string field, Action<DetectRequest> damage)
    {
        DetectRequest request = TinyModel.Frame(1);
        damage(request);

        var failure = Assert.Throws<InvalidInputException>(() =>
        {
            SceneWire.ReadPoints(request);
            SceneWire.ReadViews(request);
        });

        Assert.Equal(field, failure.Field);
        Assert.Contains(field.Split('.')[0], failure.Message, StringComparison.Ordinal);
    }

    private static void Pose(DetectRequest request, Pose pose)
    {
        request.Views[0].CameraFromPointsMatrix.Clear();
        request.Views[0].CameraFromPoints = pose;
    }

    private static ByteString Floats(params float[] values) => ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
}
