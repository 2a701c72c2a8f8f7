using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>One picture, its camera, and where the camera is.</summary>
/// <param name="Camera">of the picture as it came</param>
/// <param name="CameraFromNetwork">from network axes to this camera's</param>
/// <param name="Depth">that was measured from there; null where none was</param>
public sealed record SceneView(ViewPicture Picture, Camera Camera, Transform3D CameraFromNetwork, DepthCheck? Depth = null);

/// <summary>A request's points in the axes of the networks: x right, y forward, z up.</summary>
/// <param name="PointsFromNetwork">back to the frame of the request's header; null: the two are the same</param>
public sealed record ScenePoints(Vision.Formats.PointCloud Cloud, Transform3D? PointsFromNetwork)
{
    /// <summary>[N, 3 + F] the point network's input as the caller made it; null: it is made from the cloud.</summary>
    public float[]? Ready { get; init; }

    /// <summary>The network's input: made from the cloud, or the caller's unchanged.</summary>
    /// <returns>[Points, 3 + Features]</returns>
    /// <exception cref="InvalidInputException">the caller's has another size than the network takes</exception>
    public float[] Input(CloudInput network)
    {
        if (Ready is null)
            return network.Make(Cloud);
        (int points, int width) = (Cloud.Count, Ready.Length / Cloud.Count);
        return (points, width) == (network.Points, 3 + network.Features)
            ? Ready
            : throw Fields.Wrong("network_points", $"[{points}, {width}]; the network takes [{network.Points}, {3 + network.Features}]");
    }
}

/// <summary>Reads the scene of a request, and says which field is at fault when it cannot.</summary>
public static class SceneWire
{
    private const int MaxViews = 32;

    public static ScenePoints ReadPoints(DetectRequest request)
    {
        if (request.SceneCase == DetectRequest.SceneOneofCase.NetworkPoints)
            return NetworkInputWire.ReadPoints(request);
        Vision.Formats.PointCloud cloud = request.SceneCase switch
        {
            DetectRequest.SceneOneofCase.Cloud => CloudWire.Read(request.Cloud),
            DetectRequest.SceneOneofCase.Depth => DepthWire.Read(request.Depth),
            _ => throw Fields.Wrong("cloud", "the request has neither a cloud, a depth picture nor network points"),
        };
        if (NetworkFromPoints(request) is not { } networkFromPoints)
            return new(cloud, null);
        return new(cloud.WithPositions(networkFromPoints.Apply(cloud.Positions)), networkFromPoints.Inverse("upright_from_points"));
    }

    /// <summary>All pictures with their cameras.</summary>
    public static IReadOnlyList<SceneView> ReadViews(DetectRequest request)
    {
        Transform3D? pointsFromNetwork = NetworkFromPoints(request)?.Inverse("upright_from_points");
        return [.. Enumerable.Range(0, ViewCount(request)).Select(i => ReadView(request.Views[i], $"views[{i}]", pointsFromNetwork))];
    }

    /// <summary>All pictures; their cameras are not read.</summary>
    public static IReadOnlyList<ViewPicture> ReadPictures(DetectRequest request) =>
        [.. Enumerable.Range(0, ViewCount(request)).Select(i => ReadPicture(request.Views[i], $"views[{i}]"))];

    internal static Transform3D ReadPose(Pose? pose, string field)
    {
        if (pose is null)
            return Transform3D.Identity;
        Vector3 at = pose.Position ?? new();
        Quaternion turn = pose.Orientation ?? new();
        bool turned = (turn.X, turn.Y, turn.Z, turn.W) != (0, 0, 0, 0);
        return Fields.Named(field, () => Transform3D.FromQuaternion(turn.X, turn.Y, turn.Z, turned ? turn.W : 1, new(at.X, at.Y, at.Z), field));
    }

    internal static Camera ReadCamera(CameraInfo? info, int width, int height, string field)
    {
        if (info is null)
            throw Fields.Wrong(field, "there is no camera");
        Camera camera = Fields.Inside(field, "camera", () => Camera.FromMatrix(
            [.. info.K], info.Width == 0 ? width : Size(info.Width, field), info.Height == 0 ? height : Size(info.Height, field), name: field) with
        {
            Distortion = new Distortion(Distortion.Parse(info.DistortionModel), [.. info.D]),
        });
        return camera.Resized(width, height);
    }

    private static int ViewCount(DetectRequest request) => request.Views.Count switch
    {
        0 => throw Fields.Wrong("views", "the request has no picture"),
        > MaxViews => throw Fields.Wrong("views", $"there are {request.Views.Count} pictures; at most {MaxViews} are allowed"),
        int count => count,
    };

    private static SceneView ReadView(View view, string field, Transform3D? pointsFromNetwork)
    {
        ViewPicture picture = ReadPicture(view, field);
        Camera camera = ReadCamera(view.Camera, picture.Width, picture.Height, $"{field}.camera");
        Transform3D cameraFromPoints = ReadCameraPose(view, field);
        DepthCheck? depth = view.Depth is null ? null : new(PictureWire.ReadDepthValues(view.Depth, $"{field}.depth"), MetresPerUnit(view, field));
        return new(picture, camera, pointsFromNetwork is null ? cameraFromPoints : cameraFromPoints.After(pointsFromNetwork), depth);
    }

    private static ViewPicture ReadPicture(View view, string field) => view.NetworkPlanes is null
        ? ViewPicture.Of(PictureWire.Read(view.Image, $"{field}.image"))
        : NetworkInputWire.ReadPlanes(view, field);

    private static double MetresPerUnit(View view, string field) => view.DepthMetresPerUnit switch
    {
        0 => PictureWire.Millimetre,
        > 0 and < double.PositiveInfinity => view.DepthMetresPerUnit,
        var wrong => throw Fields.Wrong($"{field}.depth_metres_per_unit", $"{wrong} is not a length"),
    };

    private static Transform3D ReadCameraPose(View view, string field)
    {
        if (view.CameraFromPointsMatrix.Count == 0)
            return ReadPose(view.CameraFromPoints, $"{field}.camera_from_points");
        string name = $"{field}.camera_from_points_matrix";
        return Fields.Named(name, () =>
        {
            Transform3D pose = Transform3D.FromMatrix([.. view.CameraFromPointsMatrix], name);
            pose.Inverse(name);   // refuses a singular one; mirrored and scaled clouds are the sender's business
            return pose;
        });
    }

    // Null: the points are in network axes already, and keep every bit.
    private static Transform3D? NetworkFromPoints(DetectRequest request)
    {
        Transform3D? axes = request.Axes switch
        {
            Axes.Unspecified or Axes.RightForwardUp => null,
            Axes.ForwardLeftUp => Transform3D.FromLinear([0, -1, 0, 1, 0, 0, 0, 0, 1]),
            Axes.RightDownForward => Transform3D.FromLinear([1, 0, 0, 0, 0, 1, 0, -1, 0]),
            _ => throw Fields.Wrong("axes", $"{(int)request.Axes} is not known"),
        };
        if (request.UprightFromPoints is null)
            return axes;
        Transform3D upright = ReadPose(request.UprightFromPoints, "upright_from_points");
        return axes is null ? upright : axes.After(upright);
    }

    private static int Size(uint pixels, string field) =>
        pixels <= 65_536 ? (int)pixels : throw Fields.Wrong(field, $"{pixels} pixels is no picture size");
}
