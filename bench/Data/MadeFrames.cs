using System.Globalization;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.Rooms;
using Fuse3D.Vision.Data.SunRgbd;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Bench.Data;

/// <summary>Generated rooms in the layout of VoteNet's preparation, with 50000 points each. Their pictures are PNG.</summary>
internal static class MadeFrames
{
    /// <returns>a temporary folder, which is the caller's to delete</returns>
    public static string Write(int frames)
    {
        string root = Directory.CreateTempSubdirectory("fuse3d-bench-").FullName;
        var folder = new PreparedFolder(root, "v1");
        for (int i = 1; i <= frames; i++)
            Write(folder, i);
        return root;
    }

    private static void Write(PreparedFolder folder, int number)
    {
        RgbdFrame frame = RoomFrames.FromSeed(number, points: 50_000);
        FrameView view = frame.Views[0];
        Camera camera = view.Camera;
        double[] k = [camera.Fx, 0, camera.Cx + 1, 0, camera.Fy, camera.Cy + 1, 0, 0, 1];      // 1-based, as the data set's
        LabelledBox[] objects = [.. frame.Objects!.Select(o => BoxOutline.Of(o.Box, view.CameraFromPoints, camera) is { } seen
            ? o with { InPicture = new PictureBox(seen.Left, seen.Top, seen.Right, seen.Bottom) }
            : o with { InPicture = new PictureBox(0, 0, 0, 0) })];
        double[] rtilt = [.. new RoomCamera().Rtilt.Select(value => (double)value)];
        PreparedWriter.Write(
            folder, "train", number.ToString("000000", CultureInfo.InvariantCulture), frame.Cloud, objects,
            new SunRgbdCalibration(rtilt, k), PictureFile.EncodePng(view.Picture));
    }
}
