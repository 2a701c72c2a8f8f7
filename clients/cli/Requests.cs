using Fuse3D.Client;
using Fuse3D.V1;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Google.Protobuf;

namespace Fuse3D.Cli;

/// <summary>Turns frames from disk or from the generator into requests.</summary>
internal static class Requests
{
    public static DetectRequest Of(RgbdFrame frame, ulong sequence, DetectOptions? options = null)
    {
        DetectRequest request = new()
        {
            Header = new() { FrameId = frame.Id, Sequence = sequence },
            Cloud = Frames.Cloud(frame.Cloud.Positions),
            Options = options ?? new(),
        };
        request.Views.AddRange(frame.Views.Select(Of));
        return request;
    }

    private static View Of(FrameView view)
    {
        View message = new()
        {
            Name = view.Id,
            Image = new()
            {
                Width = (uint)view.Picture.Width,
                Height = (uint)view.Picture.Height,
                Encoding = "rgb8",
                Data = UnsafeByteOperations.UnsafeWrap(view.Picture.Rgb),
            },
            Camera = Of(view.Camera),
        };
        AddPose(message, view.CameraFromPoints);
        return message;
    }

    /// <summary>A camera of the network's picture or of a stored one; the services read 0-based pixels.</summary>
    public static CameraInfo Of(Camera camera) => new()
    {
        Width = (uint)camera.Width,
        Height = (uint)camera.Height,
        K = { camera.Fx, 0, camera.Cx, 0, camera.Fy, camera.Cy, 0, 0, 1 },
    };

    public static void AddPose(View view, Transform3D cameraFromPoints)
    {
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 4; column++)
                view.CameraFromPointsMatrix.Add(cameraFromPoints[row, column]);
        }
    }

    /// <summary>For drawing: a point of the cloud to a 0-based pixel of a view; null when the camera cannot see it.</summary>
    public static Func<System.Numerics.Vector3, System.Numerics.Vector2?> Projection(FrameView view) => point =>
    {
        Point3D inCamera = view.CameraFromPoints.Apply(new Point3D(point.X, point.Y, point.Z));
        return inCamera.Z > 0.05 && view.Camera.TryProject(inCamera, out double u, out double v) ? new((float)u, (float)v) : null;
    };
}
