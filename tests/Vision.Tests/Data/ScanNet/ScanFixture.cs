using System.Globalization;
using System.Text.Json;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.ScanNet;

/// <summary>A ScanNet scan that tests write to disk in every layout: a small invented one, or the real one.</summary>
/// <param name="Cloud">vertices in scan axes</param>
/// <param name="AlignmentRows">[4, 4]</param>
/// <param name="Segments">[N]</param>
/// <param name="Objects">raw category and segments, by object id</param>
internal sealed record ScanFixture(
    string Id, PointCloud Cloud, double[] AlignmentRows, int[] Segments, IReadOnlyList<(string Label, int[] Segments)> Objects)
{
    public const int PictureWidth = 120, PictureHeight = 90;

    private static readonly (string Raw, int Nyu40)[] Categories =
        [.. ObjectClasses.ScanNet.Names.Zip(ObjectClasses.ScanNetNyu40, (name, id) => ($"raw {name}", id)), ("floor", 2), ("lamp", 35)];

    /// <summary>Two objects of the 18 classes, one of another, and a floor; turned by 30 degrees against its alignment.</summary>
    public static ScanFixture Small(string id = "scene0001_00", int seed = 1, int points = 4000)
    {
        (string Label, Point3D Min, Point3D Max)[] parts =
        [
            ("floor", new(-3, -3, 0), new(3, 3, 0)), ("raw chair", new(0.5, 1, 0), new(1.1, 1.7, 0.8)),
            ("raw table", new(-2, -1, 0), new(-0.8, 0.9, 0.7)), ("lamp", new(1.5, -2, 0), new(1.8, -1.6, 1.9)),
        ];
        (double sin, double cos) = Math.SinCos(Math.PI / 6);
        double[] alignment = [cos, -sin, 0, 0.5, sin, cos, 0, -0.25, 0, 0, 1, 0.125, 0, 0, 0, 1];
        var random = new SeededRandom((ulong)seed);
        var aligned = new float[points * 3];
        var colours = new float[points * 3];
        var segments = new int[points];
        for (int i = 0; i < points; i++)
        {
            int part = random.Next(parts.Length);
            (_, Point3D min, Point3D max) = parts[part];
            segments[i] = 100 * part + random.Next(3);
            aligned[3 * i] = (float)(min.X + (max.X - min.X) * random.NextDouble());
            aligned[3 * i + 1] = (float)(min.Y + (max.Y - min.Y) * random.NextDouble());
            aligned[3 * i + 2] = (float)(min.Z + (max.Z - min.Z) * random.NextDouble());
            for (int c = 0; c < 3; c++)
                colours[3 * i + c] = random.Next(256) / 255f;
        }

        float[] scan = Transform3D.FromMatrix(alignment).Inverse().Apply(aligned);
        return new ScanFixture(id, new PointCloud(scan, colours), alignment, segments,
            [.. parts.Select((p, i) => (p.Label, (int[])[100 * i, 100 * i + 1, 100 * i + 2]))]);
    }

    /// <summary>The real scan with its real boxes; which point belongs to which object is told from the boxes, smallest first.</summary>
    public static ScanFixture Real()
    {
        RgbdFrame frame = FrameFolder.Open(RealData.PathOf("scannet")).Read("scene0000_00");
        double[] alignment = FrameFiles.Numbers(
            FrameFiles.Json(RealData.PathOf("scannet/scene0000_00.json")), "axis_align_matrix_rows", 16, "scene0000_00.json")!;
        LabelledBox[] objects = [.. frame.Objects!];
        var inside = new PointsInBoxes(frame.Cloud.Positions);
        var segments = new int[frame.Cloud.Count];
        foreach (int i in Enumerable.Range(0, objects.Length).OrderByDescending(i => objects[i].Box.Volume))
        {
            foreach (int point in inside.Indices(objects[i].Box))
                segments[point] = i + 1;
        }

        float[] scan = Transform3D.FromMatrix(alignment).Inverse().Apply(frame.Cloud.Positions);
        return new ScanFixture(frame.Id, frame.Cloud.WithPositions(scan), alignment, segments,
            [.. objects.Select((o, i) => ($"raw {o.Label}", (int[])[i + 1]))]);
    }

    /// <summary>The label map that raw scans share, and the list of a split.</summary>
    public static void WriteLists(ScratchFolder root, string split, params ScanFixture[] scans)
    {
        root.Write("scannetv2-labels.combined.tsv",
            "id\traw_category\tcategory\tcount\tnyu40id\n"
            + string.Concat(Categories.Select((c, i) => $"{i}\t{c.Raw}\t{c.Raw}\t1\t{c.Nyu40}\n")));
        root.Write($"meta_data/scannetv2_{split}.txt", string.Join('\n', scans.Select(s => s.Id)) + "\n");
    }

    /// <summary>scans/ID as ScanNet publishes it.</summary>
    public void WriteRaw(ScratchFolder root)
    {
        PointCloudFile.WritePly(root.At($"scans/{Id}/{Id}_vh_clean_2.ply"), Cloud);
        root.Write($"scans/{Id}/{Id}.aggregation.json", JsonSerializer.Serialize(new
        {
            sceneId = $"scannet.{Id}",
            segGroups = Objects.Select((o, i) => new { id = i, objectId = i, segments = o.Segments, label = o.Label }),
        }));
        root.Write($"scans/{Id}/{Id}_vh_clean_2.0.010000.segs.json", JsonSerializer.Serialize(new
        {
            @params = new { kThresh = "0.0001", segMinVerts = "20" },
            sceneId = Id,
            segIndices = Segments,
        }));
        WriteAlignment(root);
    }

    /// <summary>scannet_train_detection_data/ID_*.npy, by the product's own preparation.</summary>
    public void WritePrepared(ScratchFolder root)
    {
        using var raw = new ScratchFolder();
        WriteLists(raw, "train", this);
        WriteRaw(raw);
        ScanNetPrepared.Write(root.At($"scannet_train_detection_data/{Id}"), new RawScans(raw.Path, "all").Read(Id));
    }

    /// <summary>scannet_frames_25k/ID: pictures of the points, a depth image with each; the second frame's pose is lost.</summary>
    public void WriteFrames(ScratchFolder root, int frames)
    {
        WriteAlignment(root);
        string folder = $"scannet_frames_25k/{Id}";
        root.Write($"{folder}/intrinsics_color.txt", "100 0 59.5 0\n0 100 44.5 0\n0 0 1 0\n0 0 0 1\n");
        for (int i = 0; i < frames; i++)
        {
            Transform3D scanFromCamera = Pose(2 * Math.PI * i / frames);
            string name = $"{100 * i:000000}";
            root.Write($"{folder}/pose/{name}.txt", i == 1 ? Matrix((_, _) => double.NegativeInfinity) : Matrix((r, c) => scanFromCamera[r, c]));
            (Picture picture, DepthImage depth) = Photograph(scanFromCamera.Inverse());
            PictureFile.Write(root.At($"{folder}/color/{name}.jpg"), picture);
            PictureFile.Write(root.At($"{folder}/depth/{name}.png"), depth);
        }
    }

    private void WriteAlignment(ScratchFolder root) => root.Write($"scans/{Id}/{Id}.txt", string.Create(CultureInfo.InvariantCulture,
        $"appVersionId = 1\naxisAlignment = {string.Join(' ', AlignmentRows.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}\n"));

    // From the middle of the room, at eye level, looking level in a direction of the scan's axes.
    private Transform3D Pose(double direction)
    {
        Point3D middle = default;
        for (int i = 0; i < Cloud.Count; i++)
            middle += new Point3D(Cloud.Positions[3 * i], Cloud.Positions[3 * i + 1], 0) * (1.0 / Cloud.Count);
        (double sin, double cos) = Math.SinCos(direction);
        return Transform3D.FromLinear([sin, 0, cos, -cos, 0, sin, 0, -1, 0], middle + new Point3D(0, 0, 1.2));
    }

    // The nearest point of each pixel.
    private (Picture Picture, DepthImage Depth) Photograph(Transform3D cameraFromScan)
    {
        var camera = new Camera(100, 100, 59.5, 44.5, PictureWidth, PictureHeight);
        var rgb = new byte[PictureWidth * PictureHeight * 3];
        var depth = new ushort[PictureWidth * PictureHeight];
        for (int i = 0; i < Cloud.Count; i++)
        {
            Point3D p = cameraFromScan.Apply(new Point3D(Cloud.Positions[3 * i], Cloud.Positions[3 * i + 1], Cloud.Positions[3 * i + 2]));
            if (!camera.TryProject(p, out double u, out double v) || p.Z > 60)
                continue;
            (int x, int y) = ((int)Math.Round(u), (int)Math.Round(v));
            int at = y * PictureWidth + x;
            if (x is < 0 or >= PictureWidth || y is < 0 or >= PictureHeight || (depth[at] != 0 && depth[at] <= p.Z * 1000))
                continue;
            depth[at] = (ushort)Math.Round(p.Z * 1000);
            for (int c = 0; c < 3; c++)
                rgb[3 * at + c] = (byte)MathF.Round(Cloud.Colours![3 * i + c] * 255);
        }

        return (new Picture(PictureWidth, PictureHeight, rgb), new DepthImage(PictureWidth, PictureHeight, depth));
    }

    private static string Matrix(Func<int, int, double> element) => string.Join('\n', Enumerable.Range(0, 4).Select(row => string.Join(' ',
        Enumerable.Range(0, 4).Select(column => row == 3
            ? column == 3 ? "1" : "0"
            : element(row, column).ToString("R", CultureInfo.InvariantCulture).Replace("∞", "inf").Replace("Infinity", "inf")))));
}
