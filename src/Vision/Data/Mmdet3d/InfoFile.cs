using Fuse3D.Vision.Checkpoints.Pickles;

namespace Fuse3D.Vision.Data.Mmdet3d;

/// <summary>A scene that an info file lists.</summary>
/// <param name="Id">the name of its points, without the ending</param>
/// <param name="Points">.bin file of 6 float32 per point</param>
/// <param name="Objects">of the data set's classes</param>
internal sealed record InfoEntry(string Id, string Points, IReadOnlyList<InfoObject> Objects)
{
    /// <summary>SUN RGB-D's picture.</summary>
    public string? Picture { get; init; }

    /// <summary>SUN RGB-D: [3, 3] from points to 1-based pixels.</summary>
    public InfoValue? PixelsFromPoints { get; init; }

    /// <summary>SUN RGB-D before version 1.1: K and Rt.</summary>
    public InfoValue? Calibration { get; init; }

    /// <summary>ScanNet: [4, 4] from scan axes to aligned ones.</summary>
    public InfoValue? Alignment { get; init; }

    public string? InstanceMask { get; init; }

    public string? SemanticMask { get; init; }
}

/// <param name="Class">id in the data set's <see cref="ObjectClasses"/></param>
/// <param name="Box">centre, full size, and for SUN RGB-D the yaw that turns +x towards +y</param>
/// <param name="InPicture">left, top, right, bottom in 1-based pixels</param>
internal sealed record InfoObject(int Class, double[] Box, double[]? InPicture);

/// <summary>Reads mmdetection3d's info files, sunrgbd_infos_train.pkl and the like.</summary>
/// <remarks>
/// From version 1.1 a dictionary of "metainfo" and "data_list" (tools/dataset_converters/update_infos_to_v2.py); before, a list of
/// dictionaries (sunrgbd_data_utils.py and scannet_data_utils.py of version 1.0). Files older than 1.0 turned the yaw the other way and
/// look the same as those of 1.0; they are taken for 1.0.
/// </remarks>
internal sealed class InfoFile
{
    private readonly ObjectClasses _classes;

    /// <param name="classes">of the data set that the file describes</param>
    public InfoFile(string path, ObjectClasses classes)
    {
        _classes = classes;
        var root = new InfoValue(PickleFile.ReadData(path), path);
        bool old = root.Value is PickleList;
        int[] labels = old ? [.. Enumerable.Range(0, classes.Names.Count)] : Labels(root.Find("metainfo"));
        Entries = old
            ? [.. root.Items().Select(ReadOld)]
            : [.. root["data_list"].Items().Select(entry => Read(entry, labels))];
    }

    public IReadOnlyList<InfoEntry> Entries { get; }

    // Class ids by the file's own labels; -1 for classes that the data set has not.
    private int[] Labels(InfoValue? about)
    {
        if (about?.Find("categories") is { Value: PickleDictionary categories })
        {
            var ids = new int[categories.Count];
            Array.Fill(ids, -1);
            foreach ((object? name, object? label) in categories)
            {
                if (label is long index and >= 0 && index < ids.Length)
                    ids[index] = _classes.IndexOf(name as string ?? "");
            }

            return ids;
        }

        InfoValue? names = about?.Find("classes") ?? about?.Find("CLASSES");
        return names is null
            ? [.. Enumerable.Range(0, _classes.Names.Count)]
            : [.. names.Value.Items().Select(n => _classes.IndexOf(n.Text()))];
    }

    private static InfoEntry Read(InfoValue entry, int[] labels)
    {
        InfoValue points = entry["lidar_points"];
        CheckColumns(points.Find("num_pts_feats"));
        InfoValue? camera = entry.Find("images")?.Find("CAM0");
        string path = points["lidar_path"].Text();
        return new InfoEntry(NameOf(path), path, Objects(entry["instances"], labels))
        {
            Picture = camera?.Find("img_path")?.Text(),
            PixelsFromPoints = camera?.Find("depth2img"),
            Alignment = entry.Find("axis_align_matrix"),
            InstanceMask = entry.Find("pts_instance_mask_path")?.Text(),
            SemanticMask = entry.Find("pts_semantic_mask_path")?.Text(),
        };
    }

    private static List<InfoObject> Objects(InfoValue instances, int[] labels)
    {
        List<InfoObject> objects = [];
        foreach (InfoValue instance in instances.Items())
        {
            int label = instance["bbox_label_3d"].Integer();
            if (label >= labels.Length)
                throw instance.Bad($"bbox_label_3d is {label}; there are {labels.Length} classes");
            if (label >= 0 && labels[label] >= 0)
                objects.Add(new InfoObject(labels[label], Box(instance["bbox_3d"]), instance.Find("bbox")?.Numbers(4)));
        }

        return objects;
    }

    private InfoEntry ReadOld(InfoValue entry)
    {
        CheckColumns(entry.Find("point_cloud")?.Find("num_features"));
        string path = entry["pts_path"].Text();
        InfoValue? annotations = entry.Find("annos");
        return new InfoEntry(NameOf(path), path, annotations is null ? [] : OldObjects(annotations.Value))
        {
            Picture = entry.Find("image")?.Find("image_path")?.Text(),
            Calibration = entry.Find("calib"),
            Alignment = annotations?.Find("axis_align_matrix"),
            InstanceMask = entry.Find("pts_instance_mask_path")?.Text(),
            SemanticMask = entry.Find("pts_semantic_mask_path")?.Text(),
        };
    }

    private List<InfoObject> OldObjects(InfoValue annotations)
    {
        int count = annotations["gt_num"].Integer();
        if (count == 0)
            return [];
        IReadOnlyList<InfoValue> names = annotations["name"].Items();
        double[] boxes = annotations["gt_boxes_upright_depth"].Numbers();
        double[]? flat = annotations.Find("bbox")?.Numbers(4 * count);
        if (names.Count != count || boxes.Length % count != 0)
            throw annotations.Bad($"{names.Count} names and {boxes.Length} numbers of boxes for {count} objects");
        int width = boxes.Length / count;
        List<InfoObject> objects = [];
        for (int i = 0; i < count; i++)
        {
            int id = _classes.IndexOf(names[i].Text());
            if (id >= 0)
                objects.Add(new InfoObject(
                    id, Box(new InfoValue(boxes[(i * width)..((i + 1) * width)], annotations.Where)), flat?[(4 * i)..(4 * i + 4)]));
        }

        return objects;
    }

    // ScanNet's boxes have 6 numbers, SUN RGB-D's 7.
    private static double[] Box(InfoValue box)
    {
        double[] numbers = box.Value as double[] ?? box.Numbers();
        return numbers.Length is 6 or 7 && numbers.All(double.IsFinite) && Math.Min(numbers[3], Math.Min(numbers[4], numbers[5])) >= 0
            ? numbers
            : throw box.Bad($"a box of [{string.Join(", ", numbers.Take(10))}]; centre, size and at most a yaw belong there");
    }

    private static void CheckColumns(InfoValue? columns)
    {
        if (columns is { } c && c.Integer() != 6)
            throw c.Bad($"{c.Integer()} values per point; 6 belong there (x y z r g b)");
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
