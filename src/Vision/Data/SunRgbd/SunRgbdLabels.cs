using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.SunRgbd;

/// <summary>Ground truth of SUN RGB-D frames in its three forms; only the ten classes are kept, in the file's order.</summary>
internal static class SunRgbdLabels
{
    private const int Fields = 13;

    /// <summary>
    /// Lines of: class xmin ymin w h cx cy cz W L H ox oy. Picture boxes are 1-based, sizes are halves with the width first.
    /// </summary>
    public static LabelledBox[] FromText(string path)
    {
        List<LabelledBox> objects = [];
        string[] lines = FrameFiles.Lines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string where = $"{path}, line {i + 1}";
            string[] words = lines[i].Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
            if (ObjectClasses.SunRgbd.IndexOf(words[0]) < 0)
                continue;
            double[] v = words.Length < 2 ? [] : FrameFiles.Numbers(words[1], where);
            if (v.Length != Fields - 1)
                throw new InvalidInputException($"{where}: {v.Length + 1} fields; a label has {Fields}");
            objects.Add(FromParts(words[0], v.AsSpan(4, 3), v.AsSpan(7, 3), v.AsSpan(10, 2), v.AsSpan(0, 4), where));
        }

        return [.. objects];
    }

    /// <summary>An object as the data set describes it.</summary>
    /// <param name="centroid">upright axes, metres</param>
    /// <param name="halves">half width, half length, half height</param>
    /// <param name="orientation">points along the length, seen from above: x, y</param>
    /// <param name="flat">picture box, 1-based: left, top, width, height</param>
    /// <param name="where">file and place, for errors</param>
    public static LabelledBox FromParts(
        string label, ReadOnlySpan<double> centroid, ReadOnlySpan<double> halves, ReadOnlySpan<double> orientation, ReadOnlySpan<double> flat, string where)
    {
        // The orientation's angle is a right-handed yaw.
        var box = new Box3D(FrameFiles.Point(centroid), new Point3D(halves[1], halves[0], halves[2]) * 2, Math.Atan2(orientation[1], orientation[0]));
        return new LabelledBox(
            label, Checked(box, where), new PictureBox(flat[0] - 1, flat[1] - 1, flat[0] + flat[2] - 1, flat[1] + flat[3] - 1));
    }

    /// <summary>[K, 8]: centre, half length, half width, half height, heading, class id.</summary>
    public static LabelledBox[] FromArray(string path)
    {
        NpyArray array = Npy.Read(path);
        if (array.Shape is not [_, 8])
            throw new InvalidInputException($"{path}: shape [{string.Join(", ", array.Shape)}]; boxes are [K, 8]");
        return [.. array.As<double>().Chunk(8).Select((row, i) => FromRow(row, $"{path}, row {i}"))];
    }

    /// <summary>One row of <see cref="FromArray"/>.</summary>
    /// <param name="where">file and row, for errors</param>
    public static LabelledBox FromRow(double[] v, string where)
    {
        if (!(v[7] >= 0 && v[7] < ObjectClasses.SunRgbd.Names.Count && v[7] == Math.Floor(v[7])))
            throw new InvalidInputException($"{where}: a box of class {v[7]}; classes are 0 to {ObjectClasses.SunRgbd.Names.Count - 1}");
        var box = Box3D.FromHeading(FrameFiles.Point(v), FrameFiles.Point(v.AsSpan(3)) * 2, v[6]);
        return new LabelledBox(ObjectClasses.SunRgbd.Names[(int)v[7]], Checked(box, where));
    }

    /// <summary>What <see cref="FromRow"/> reads.</summary>
    public static double[] ToRow(LabelledBox o) =>
    [
        o.Box.Centre.X, o.Box.Centre.Y, o.Box.Centre.Z, o.Box.Size.X / 2, o.Box.Size.Y / 2, o.Box.Size.Z / 2, -o.Box.Yaw,
        ObjectClasses.SunRgbd.IndexOf(o.Label),
    ];

    /// <summary>"boxes" with class_name, center, size_full_lwh, yaw_ccw and box2d_xyxy_1based.</summary>
    public static LabelledBox[] FromJson(string path)
    {
        List<LabelledBox> objects = [];
        foreach (var entry in FrameFiles.Objects(FrameFiles.Json(path), "boxes"))
        {
            double[] Need(string property, int count) => FrameFiles.Numbers(entry, property, count, path)
                ?? throw new InvalidInputException($"{path}: a box has no '{property}'");
            string label = FrameFiles.Text(entry, "class_name", path);
            if (ObjectClasses.SunRgbd.IndexOf(label) < 0)
                continue;
            double[]? flat = FrameFiles.Numbers(entry, "box2d_xyxy_1based", 4, path);
            objects.Add(new LabelledBox(
                label,
                new Box3D(FrameFiles.Point(Need("center", 3)), FrameFiles.Point(Need("size_full_lwh", 3)), Need("yaw_ccw", 1)[0]),
                flat is null ? null : new PictureBox(flat[0] - 1, flat[1] - 1, flat[2] - 1, flat[3] - 1)));
        }

        return [.. objects];
    }

    private static Box3D Checked(Box3D box, string where) =>
        box.Centre.IsFinite && box.Size.IsFinite && double.IsFinite(box.Yaw)
            ? box
            : throw new InvalidInputException($"{where}: a box with a number that is not finite");
}
