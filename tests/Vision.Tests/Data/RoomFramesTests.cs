using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Tests.Data;

public sealed class RoomFramesTests
{
    [Fact]
    public void FromSeed_PointsOfTheCloud_HaveTheirPixelsColour()
    {
        RgbdFrame frame = RoomFrames.FromSeed(5, points: 500);
        FrameView view = frame.Views[0];

        for (int i = 0; i < frame.Cloud.Count; i++)
        {
            float[] p = frame.Cloud.Positions[(3 * i)..(3 * i + 3)];
            Assert.True(view.Camera.TryProject(view.CameraFromPoints.Apply(new Point3D(p[0], p[1], p[2])), out double u, out double v));
            int pixel = ((int)Math.Round(v) * view.Picture.Width) + (int)Math.Round(u);
            for (int channel = 0; channel < 3; channel++)
                Assert.Equal(view.Picture.Rgb[3 * pixel + channel], frame.Cloud.Colours![3 * i + channel] * 255, 0.5f);
        }
    }

    [Fact]
    public void FromSeed_Furniture_IsHitByPoints()
    {
        RgbdFrame frame = RoomFrames.FromSeed(0);

        Assert.Contains(frame.Objects!, thing => Enumerable.Range(0, frame.Cloud.Count).Count(i => thing.Box.Contains(new Point3D(
            frame.Cloud.Positions[3 * i], frame.Cloud.Positions[3 * i + 1], frame.Cloud.Positions[3 * i + 2]))) > 100);
    }
}
