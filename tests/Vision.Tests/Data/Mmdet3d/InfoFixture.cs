using System.Runtime.InteropServices;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Data.ScanNet;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Tests.Data.ScanNet;
using Fuse3D.Vision.Tests.Golden;

namespace Fuse3D.Vision.Tests.Data.Mmdet3d;

/// <summary>The real frame and scans as mmdetection3d prepares them, with info files of both forms.</summary>
internal static class InfoFixture
{
    public const string Frame = "000017";

    /// <summary>The real SUN RGB-D frame.</summary>
    /// <param name="old">a list of dictionaries, as version 1.0 wrote it</param>
    public static void WriteSunRgbd(ScratchFolder root, bool old, string split = "train")
    {
        string json = RealData.PathOf($"sunrgbd/{Frame}.json");
        File.Copy(RealData.PathOf($"sunrgbd/{Frame}.bin"), root.At($"points/{Frame}.bin"));
        File.Copy(RealData.PathOf($"sunrgbd/{Frame}.jpg"), root.At($"sunrgbd_trainval/image/{Frame}.jpg"));
        double[] Matrix(string name) => FrameFiles.Numbers(FrameFiles.Json(json), name, 9, json)!;
        LabelledBox[] objects = [.. FrameFolder.Open(RealData.PathOf("sunrgbd")).Read(Frame).Objects!];
        object? info = old
            ? new object[] { OldFrame(objects, Matrix("K_rows"), Matrix("Rtilt_rows")) }
            : Info("sunrgbd", ObjectClasses.SunRgbd, NewFrame(objects, Matrix("depth2img_3x3_rows")));
        File.WriteAllBytes(root.At($"sunrgbd_infos_{split}.pkl"), TestPickle.Of(info));
    }

    /// <summary>A scan with its scene as the preparation of the raw files gives it.</summary>
    public static void WriteScanNet(ScratchFolder root, ScanFixture scan, ScanNetScene scene, bool old, string split = "train")
    {
        PointCloudFile.WriteBin(root.At($"points/{scan.Id}.bin"),
            new PointCloud(scan.Cloud.Positions, [.. scan.Cloud.Colours!.Select(c => MathF.Round(c * 255))]));
        WriteMask(root.At($"instance_mask/{scan.Id}.bin"), scene.Instance);
        WriteMask(root.At($"semantic_mask/{scan.Id}.bin"), scene.Semantic);
        object? info = old
            ? new object[] { OldScan(scan, scene) }
            : Info("scannet", ObjectClasses.ScanNet, NewScan(scan, scene));
        File.WriteAllBytes(root.At($"scannet_infos_{split}.pkl"), TestPickle.Of(info));
    }

    public static Dictionary<string, object?> Info(string dataset, ObjectClasses classes, params Dictionary<string, object?>[] entries) => new()
    {
        ["metainfo"] = new Dictionary<string, object?>
        {
            ["categories"] = classes.Names.Append("other").Select((name, i) => (name, i)).ToDictionary(c => c.name, c => (object?)(c.name == "other" ? -1 : c.i)),
            ["dataset"] = dataset,
            ["info_version"] = "1.1",
        },
        ["data_list"] = entries,
    };

    public static Dictionary<string, object?> NewFrame(IReadOnlyList<LabelledBox> objects, double[] pixelsFromPoints) => new()
    {
        ["lidar_points"] = new Dictionary<string, object?> { ["num_pts_feats"] = 6, ["lidar_path"] = $"{Frame}.bin" },
        ["images"] = new Dictionary<string, object?>
        {
            ["CAM0"] = new Dictionary<string, object?>
            {
                ["img_path"] = $"{Frame}.jpg",
                ["height"] = 530,
                ["width"] = 730,
                ["depth2img"] = pixelsFromPoints.Chunk(3).ToArray(),
            },
        },
        ["instances"] = objects.Select(o => new Dictionary<string, object?>
        {
            ["bbox_3d"] = SevenNumbers(o.Box),
            ["bbox"] = FourNumbers(o.InPicture!),
            ["bbox_label_3d"] = ObjectClasses.SunRgbd.IndexOf(o.Label),
            ["bbox_label"] = ObjectClasses.SunRgbd.IndexOf(o.Label),
        }).Append(new() { ["bbox_3d"] = SevenNumbers(objects[0].Box), ["bbox_label_3d"] = -1 }).ToArray(),
    };

    private static Dictionary<string, object?> OldFrame(LabelledBox[] objects, double[] k, double[] rtilt) => new()
    {
        ["point_cloud"] = new Dictionary<string, object?> { ["num_features"] = 6, ["lidar_idx"] = 17 },
        ["pts_path"] = $"points/{Frame}.bin",
        ["image"] = new Dictionary<string, object?> { ["image_idx"] = 17, ["image_shape"] = Rows([530, 730], 2), ["image_path"] = $"image/{Frame}.jpg" },
        ["calib"] = new Dictionary<string, object?> { ["K"] = Rows(k, 3), ["Rt"] = Rows(rtilt, 3) },
        ["annos"] = new Dictionary<string, object?>
        {
            ["gt_num"] = objects.Length,
            ["name"] = objects.Select(o => o.Label).ToArray(),
            ["bbox"] = Rows([.. objects.SelectMany(o => FourNumbers(o.InPicture!))], 4),
            ["gt_boxes_upright_depth"] = Rows([.. objects.SelectMany(o => SevenNumbers(o.Box))], 7),
        },
    };

    private static Dictionary<string, object?> NewScan(ScanFixture scan, ScanNetScene scene) => new()
    {
        ["lidar_points"] = new Dictionary<string, object?> { ["num_pts_feats"] = 6, ["lidar_path"] = $"{scan.Id}.bin" },
        ["pts_semantic_mask_path"] = $"{scan.Id}.bin",
        ["pts_instance_mask_path"] = $"{scan.Id}.bin",
        ["axis_align_matrix"] = scan.AlignmentRows.Chunk(4).ToArray(),
        ["instances"] = scene.Boxes.Select(b => new Dictionary<string, object?>
        {
            ["bbox_3d"] = SevenNumbers(b.Box)[..6],
            ["bbox_label_3d"] = b.Class,
        }).ToArray(),
    };

    private static Dictionary<string, object?> OldScan(ScanFixture scan, ScanNetScene scene) => new()
    {
        ["point_cloud"] = new Dictionary<string, object?> { ["num_features"] = 6, ["lidar_idx"] = scan.Id },
        ["pts_path"] = $"points/{scan.Id}.bin",
        ["pts_instance_mask_path"] = $"instance_mask/{scan.Id}.bin",
        ["pts_semantic_mask_path"] = $"semantic_mask/{scan.Id}.bin",
        ["annos"] = new Dictionary<string, object?>
        {
            ["gt_num"] = scene.Boxes.Count,
            ["name"] = scene.Boxes.Select(b => ObjectClasses.ScanNet.Names[b.Class]).ToArray(),
            ["gt_boxes_upright_depth"] = Rows([.. scene.Boxes.SelectMany(b => SevenNumbers(b.Box)[..6])], 6),
            ["axis_align_matrix"] = Rows(scan.AlignmentRows, 4),
        },
    };

    private static double[] SevenNumbers(Box3D b) => [b.Centre.X, b.Centre.Y, b.Centre.Z, b.Size.X, b.Size.Y, b.Size.Z, b.Yaw];

    private static double[] FourNumbers(PictureBox b) => [b.Left + 1, b.Top + 1, b.Right + 1, b.Bottom + 1];

    private static double[,] Rows(double[] values, int width)
    {
        var rows = new double[values.Length / width, width];
        for (int i = 0; i < values.Length; i++)
            rows[i / width, i % width] = values[i];
        return rows;
    }

    private static void WriteMask(string path, int[] labels) =>
        File.WriteAllBytes(path, MemoryMarshal.AsBytes<long>(Array.ConvertAll(labels, l => (long)l)).ToArray());
}
