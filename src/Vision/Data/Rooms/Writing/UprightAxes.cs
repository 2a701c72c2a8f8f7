using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.Rooms.Writing;

/// <summary>SUN RGB-D's axes of a look: the camera at the origin, y level and forward, z up (docs/coordinates.md).</summary>
internal sealed class UprightAxes
{
    private readonly double _turn;      // about z, from world axes

    public UprightAxes(Transform3D cameraFromWorld)
    {
        Transform3D worldFromCamera = cameraFromWorld.Inverse();
        Point3D eye = worldFromCamera.Apply(new Point3D()), forward = worldFromCamera.Apply(new Point3D(0, 0, 1)) - eye;
        _turn = Math.PI / 2 - Math.Atan2(forward.Y, forward.X);
        (double sin, double cos) = Math.SinCos(_turn);
        double[] linear = [cos, -sin, 0, sin, cos, 0, 0, 0, 1];
        FromWorld = Transform3D.FromLinear(linear, Transform3D.FromLinear(linear).Apply(eye) * -1);
        Transform3D tilt = FromWorld.After(worldFromCamera).After(Transform3D.CameraFromUpright);
        Rtilt = [tilt[0, 0], tilt[0, 1], tilt[0, 2], tilt[1, 0], tilt[1, 1], tilt[1, 2], tilt[2, 0], tilt[2, 1], tilt[2, 2]];
    }

    public Transform3D FromWorld { get; }

    /// <summary>[3, 3] row-major: from the camera's axes, swapped, to these.</summary>
    public double[] Rtilt { get; }

    public Box3D Apply(Box3D box) => new Box3D(FromWorld.Apply(box.Centre), box.Size, box.Yaw + _turn).WithYawInRange();

    /// <summary>How SUN RGB-D writes it all.</summary>
    /// <exception cref="InvalidInputException">the camera has a lens that the data set cannot describe</exception>
    public SunRgbdCalibration Calibration(Camera camera) => camera.Distortion.Equals(Distortion.None)
        ? new SunRgbdCalibration(Rtilt, [camera.Fx, 0, camera.Cx + 1, 0, camera.Fy, camera.Cy + 1, 0, 0, 1])
        : throw new InvalidInputException("the room's camera has a lens with distortion, and calibrations of SUN RGB-D hold none");
}
