using Fuse3D.V1;
using Fuse3D.Vision;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>One picture, its camera, and where the camera is.</summary>
/// <param name="Camera">of the picture as it came</param>
/// <param name="CameraFromNetwork">from network axes to this camera's</param>
public sealed record SceneView(Picture Picture, Camera Camera, Transform3D CameraFromNetwork);

/// <summary>A request's points in the axes of the networks: x right, y forward, z up.</summary>
/// <param name="PointsFromNetwork">back to the frame of the request's header; null: the two are the same</param>
public sealed record ScenePoints(Vision.Formats.PointCloud Cloud, Transform3D? PointsFromNetwork);

/// <summary>Reads the scene of a request, and says which field is at fault when it cannot.</summary>
public static class SceneWire
{
    private const int MaxViews = 32;

    public static ScenePoints ReadPoints(DetectRequest request)
    {
        Vision.Formats.PointCloud cloud = request.SceneCase switch
        {
            DetectRequest.SceneOneofCase.Cloud => CloudWire.Read(request.Cloud),
            DetectRequest.SceneOneofCase.Depth => DepthWire.Read(request.Depth),
            _ => throw Fields.Wrong("cloud", "the request has neither a cloud nor a depth picture"),
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
    public static IReadOnlyList<Picture> ReadPictures(DetectRequest request) =>
        [.. Enumerable.Range(0, ViewCount(request)).Select(i => PictureWire.Read(request.Views[i].Image, $"views[{i}].image"))];

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
        return (camera.Width, camera.Height) == (width, height) ? camera : camera.Resized(width, height);
    }

    private static int ViewCount(DetectRequest request) => request.Views.Count switch
    {
        0 => throw Fields.Wrong("views", "the request has no picture"),
        > MaxViews => throw Fields.Wrong("views", $"there are {request.Views.Count} pictures; at most {MaxViews} are allowed"),
        int count => count,
    };

    private static SceneView ReadView(View view, string field, Transform3D? pointsFromNetwork)
    {
        Picture picture = PictureWire.Read(view.Image, $"{field}.image");
        Camera camera = ReadCamera(view.Camera, picture.Width, picture.Height, $"{field}.camera");
        Transform3D cameraFromPoints = ReadCameraPose(view, field);
        return new(picture, camera, pointsFromNetwork is null ? cameraFromPoints : cameraFromPoints.After(pointsFromNetwork));
    }

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
