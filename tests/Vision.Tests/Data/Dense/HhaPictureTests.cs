using System.Numerics;
using Fuse3D.Vision.Data.Dense;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data.Dense;

/// <summary>Rooms of planes: a floor 1.5 m under the camera and a wall in front, seen by a camera that looks down a little.</summary>
public class HhaPictureTests
{
    private const float CameraHeight = 1.5f, WallDistance = 4;
    private static readonly Camera Camera = new(60, 60, 39.5, 29.5, 80, 60);

    [Theory, InlineData(0, 0), InlineData(0.2, 0.1), InlineData(0.5, -0.15)]
    public void Estimate_FloorAndWall_IsTheTrueDirection(double tilt, double roll)
    {
        Matrix4x4 turn = Turn(tilt, roll);
        Vector3 down = Vector3.TransformNormal(Vector3.UnitY, turn);
        Vector3 found = GravityDirection.Estimate(DepthNormals.Of(Depth(turn), Camera).Normals, Vector3.UnitY);
        // Normals on the edge between floor and wall lie between the two.
        Assert.InRange(Vector3.Dot(found, down), Math.Cos(0.5 * Math.PI / 180), 1.0001);
    }

    [Theory, InlineData(0, 0), InlineData(0.25, 0.1)]
    public void Of_FloorAndWall_HoldsDisparityHeightAndAngle(double tilt, double roll)
    {
        Matrix4x4 turn = Turn(tilt, roll);
        float[] metres = Depth(turn);
        Picture hha = HhaPicture.Of(metres, Camera);
        for (int i = 0; i < metres.Length; i++)
        {
            var (onFloor, height) = Seen(i, turn, metres[i]);
            Assert.Equal(Math.Min(255, 310 / metres[i]), hha.Rgb[3 * i], 1.01);
            Assert.Equal(Math.Min(255, 100 * height), hha.Rgb[3 * i + 1], 2.5);
            if (IsInside(i, turn, metres, onFloor))
                Assert.Equal(onFloor ? 38 : 128, hha.Rgb[3 * i + 2], 1.01);
        }

        Assert.Contains(Enumerable.Range(0, metres.Length), i => Seen(i, turn, metres[i]).OnFloor);
        Assert.Contains(Enumerable.Range(0, metres.Length), i => !Seen(i, turn, metres[i]).OnFloor);
    }

    [Fact]
    public void Of_NothingMeasured_IsBlackThere()
    {
        float[] metres = Depth(Turn(0, 0));
        metres[0] = 0;
        Picture hha = HhaPicture.Of(metres, Camera, Vector3.UnitY);
        Assert.Equal([0, 0, 0], hha.Rgb[..3]);
        Assert.Equal(0, hha.Rgb[5]);        // at the border no normal can be told
        Assert.NotEqual(0, hha.Rgb[3]);
        Assert.All(HhaPicture.Of(new float[80 * 60], Camera).Rgb, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Of_NoFloorInSight_TakesTheUsualHeight()
    {
        float[] wall = [.. Enumerable.Repeat(1f, 80 * 60)];         // half a metre up and down: the ground is not seen
        Picture hha = HhaPicture.Of(wall, Camera, Vector3.UnitY);
        Assert.Equal(130 - 100 * 0.5 / 60, hha.Rgb[3 * (30 * 80 + 40) + 1], 1.01);
    }

    // World axes are the camera's when it looks level; a turned camera sees directions turned the other way.
    private static Matrix4x4 Turn(double tilt, double roll) => Matrix4x4.CreateRotationX((float)tilt) * Matrix4x4.CreateRotationZ((float)roll);

    private static Vector3 Ray(int i, Matrix4x4 turn)
    {
        var ray = new Vector3((float)((i % 80 - Camera.Cx) / Camera.Fx), (float)((i / 80 - Camera.Cy) / Camera.Fy), 1);
        return Vector3.TransformNormal(ray, Matrix4x4.Transpose(turn));
    }

    private static float[] Depth(Matrix4x4 turn) => [.. Enumerable.Range(0, 80 * 60).Select(i =>
    {
        Vector3 ray = Ray(i, turn);
        float wall = ray.Z > 0 ? WallDistance / ray.Z : float.PositiveInfinity, floor = ray.Y > 0 ? CameraHeight / ray.Y : float.PositiveInfinity;
        return Math.Min(wall, floor);
    })];

    private static (bool OnFloor, float Height) Seen(int i, Matrix4x4 turn, float metres)
    {
        Vector3 place = Ray(i, turn) * metres;
        return (place.Y > CameraHeight - 1e-3f, CameraHeight - place.Y);
    }

    // Away from the picture's border and from where floor and wall meet.
    private static bool IsInside(int i, Matrix4x4 turn, float[] metres, bool onFloor)
    {
        int x = i % 80, y = i / 80;
        return x is > 3 and < 76 && y is > 3 and < 56
            && Enumerable.Range(-3, 7).All(d => Seen(i + d, turn, metres[i + d]).OnFloor == onFloor && Seen(i + 80 * d, turn, metres[i + 80 * d]).OnFloor == onFloor);
    }
}
