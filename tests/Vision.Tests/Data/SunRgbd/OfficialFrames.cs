using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Formats;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.SunRgbd;

/// <summary>Makes folders as the official release unpacks: one frame of three is of the training split.</summary>
internal static class OfficialFrames
{
    public const string Recorded = "/n/fs/sun3d/data/", Sequence = "SUNRGBD/kv2/kinect2data/000002_resize";

    // The tilt that the real points were made with, fitted to them to a micrometre: the text file has it rounded to five digits, as
    // MATLAB's dlmwrite does.
    private static readonly double[] Tilt = [0.997972, 0.005785, -0.063394, 0.005785, 0.9835, 0.180815, 0.063394, -0.180815, 0.981472];

    /// <summary>An object as the metadata has it: half sizes with the width first, an orientation, a 1-based picture box.</summary>
    public sealed record Entry(string Class, double[] Centroid, double[] Coeffs, double[] Orientation, double[]? Flat, string? FlatClass = null);

    /// <summary>One frame of four by three pixels with a table and a lamp.</summary>
    public static ScratchFolder Invented(bool bigEndian = false, params Entry[] objects)
    {
        var folder = new ScratchFolder();
        var depth = new DepthImage(4, 3, [0, 16_000, 8_000, 1, .. Enumerable.Repeat((ushort)(60_000 % 65_536), 8)]);
        PictureFile.Write(folder.At($"{Sequence}/depth_bfx/2.png"), depth);
        File.WriteAllBytes(folder.At($"{Sequence}/image/2.jpg"), PictureFile.EncodePng(new Picture(4, 3, [.. Enumerable.Range(0, 36).Select(i => (byte)i)])));
        WriteMetadata(folder, [1, 0, 0, 0, 1, 0, 0, 0, 1], [2, 0, 2.5, 0, 2, 2, 0, 0, 1], objects, bigEndian);
        return folder;
    }

    /// <summary>The real frame: its points put back into a depth image.</summary>
    public static ScratchFolder Real(PointCloud cloud, FrameView view)
    {
        var folder = new ScratchFolder();
        PictureFile.Write(folder.At($"{Sequence}/depth_bfx/2.png"), Depth(cloud, view));
        File.Copy(RealData.PathOf("sunrgbd/000017.jpg"), folder.At($"{Sequence}/image/2.jpg"));
        WriteMetadata(folder, Tilt, [529.5, 0, 365, 0, 529.5, 265, 0, 0, 1],
        [
            new("night_stand", [-1.507576, 3.3, -0.901539], [0.319150, 0.175229, -0.351539], [0.436904, -0.899508, 0], [54, 233, 132, 127]),
            new("lamp", [0.1, 3, 0.2], [0.1, 0.1, 0.2], [1, 0, 0], [10, 10, 50, 60]),
            new("bed", [-0.013872, 2.993747, -0.561364], [0.789900, 1.146377, 0.638636], [0.448956, -0.893554, 0], [176, 147, 460, 373]),
        ], bigEndian: false);
        return folder;
    }

    /// <summary>Depths as the release stores them: the bits of the millimetres moved three places to the left.</summary>
    public static ushort Stored(ushort millimetres) => (ushort)(millimetres << 3 | millimetres >> 13);

    private static DepthImage Depth(PointCloud cloud, FrameView view)
    {
        var values = new ushort[view.Picture.Width * view.Picture.Height];
        for (int i = 0; i < cloud.Count; i++)
        {
            float[] p = cloud.Positions[(3 * i)..(3 * i + 3)];
            Point3D camera = view.CameraFromPoints.Apply(new Point3D(p[0], p[1], p[2]));
            Assert.True(view.Camera.TryProject(camera, out double u, out double v));
            values[(int)Math.Round(v) * view.Picture.Width + (int)Math.Round(u)] = Stored((ushort)Math.Round(camera.Z * 1000));
        }

        return new DepthImage(view.Picture.Width, view.Picture.Height, values);
    }

    // Frame 2 is the one that is there; frames 1 and 3 are of the other split and have no files.
    private static void WriteMetadata(ScratchFolder folder, double[] rtilt, double[] k, Entry[] objects, bool bigEndian)
    {
        string[] sequences = ["SUNRGBD/kv1/a", Sequence, "SUNRGBD/xtion/c"];
        object[] Camera(int i) =>
        [
            sequences[i], new MatWriter.Numbers(rtilt, 3), new MatWriter.Numbers(k, 3), $"{Recorded}{sequences[i]}/depth_bfx/2.png",
            $"{Recorded}{sequences[i]}/image/2.jpg", "kv2",
        ];
        string[] cameraFields = ["sequenceName", "Rtilt", "K", "depthpath", "rgbpath", "sensorType"];
        object? Of(int i, object value) => i == 1 ? value : new MatWriter.Numbers([], 1);
        Write(folder, "SUNRGBDMeta3DBB_v2.mat", "SUNRGBDMeta", new MatWriter.Structs(
            [.. cameraFields, "groundtruth3DBB"], [.. Enumerable.Range(0, 3).Select(i => (object[])[.. Camera(i), Of(i, Solid(objects))!])]), bigEndian);
        Write(folder, "SUNRGBDMeta2DBB_v2.mat", "SUNRGBDMeta2DBB", new MatWriter.Structs(
            ["sequenceName", "groundtruth2DBB"], [.. Enumerable.Range(0, 3).Select(i => (object[])[sequences[i], Of(i, Flat(objects))!])]), bigEndian);
        Write(folder, "SUNRGBDtoolbox/Metadata/SUNRGBDMeta.mat", "SUNRGBDMeta", new MatWriter.Structs(
            ["sequenceName", "groundtruth3DBB", "groundtruth2DBB"],
            [.. Enumerable.Range(0, 3).Select(i => (object[])[sequences[i], Of(i, Solid(objects[..Math.Min(1, objects.Length)]))!, Of(i, Flat(objects))!])]), bigEndian);
        File.WriteAllBytes(folder.At("SUNRGBDtoolbox/traintestSUNRGBD/allsplit.mat"), new MatWriter(bigEndian)
            .Add("alltrain", new MatWriter.Cells($"{Recorded}{Sequence}/"))
            .Add("alltest", new MatWriter.Cells($"{Recorded}{sequences[0]}", $"{Recorded}{sequences[2]}/")).ToArray());
    }

    private static void Write(ScratchFolder folder, string file, string variable, MatWriter.Structs value, bool bigEndian) =>
        File.WriteAllBytes(folder.At(file), new MatWriter(bigEndian).Add(variable, value).ToArray());

    private static MatWriter.Structs Solid(Entry[] objects) => new(
        ["basis", "coeffs", "centroid", "classname", "orientation"],
        [.. objects.Select(o => (object[])[new MatWriter.Numbers(new double[9], 3), new MatWriter.Numbers(o.Coeffs, 3), new MatWriter.Numbers(o.Centroid, 3), o.Class, new MatWriter.Numbers(o.Orientation, o.Orientation.Length)])]);

    private static MatWriter.Structs Flat(Entry[] objects) => new(
        ["gtBb2D", "classname"],
        [.. objects.Select(o => (object[])[o.Flat is null ? new MatWriter.Numbers([], 1) : new MatWriter.Numbers(o.Flat, 4), o.FlatClass ?? o.Class])]);
}
