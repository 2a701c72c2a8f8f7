using Fuse3D.V1;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.ServiceDefaults.Wire;

/// <summary>Reads a depth picture as the cloud that it measures.</summary>
public static class DepthWire
{
    public static Vision.Formats.PointCloud Read(DepthImage message, string field = "depth")
    {
        (int width, int height, float[] metres) = PictureWire.ReadDepth(message.Image, message.MetresPerUnit, $"{field}.image");
        Camera camera = SceneWire.ReadCamera(message.Camera, width, height, $"{field}.camera");
        Transform3D pointsFromCamera = SceneWire.ReadPose(message.PointsFromCamera, $"{field}.points_from_camera");

        List<float> positions = new(metres.Length * 3);
        for (int i = 0; i < metres.Length; i++)
        {
            if (metres[i] is <= 0 or > CloudWire.MaxCoordinate || !camera.TryUnproject(i % width, i / width, metres[i], out Point3D seen))
                continue;
            Point3D point = pointsFromCamera.Apply(seen);
            positions.AddRange([(float)point.X, (float)point.Y, (float)point.Z]);
        }

        return positions.Count > 0
            ? new([.. positions])
            : throw Fields.Wrong($"{field}.image", "no pixel holds a measurement");
    }
}
