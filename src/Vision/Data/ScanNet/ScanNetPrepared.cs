using System.Runtime.InteropServices;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>The four arrays per scene of VoteNet's preparation (folder scannet_train_detection_data).</summary>
/// <remarks>
/// scene0000_00_vert.npy [N, 6] float32, _sem_label.npy and _ins_label.npy [N] uint32, _bbox.npy [K, 7] float64: centre, full size,
/// nyu40 id.
/// </remarks>
public static class ScanNetPrepared
{
    /// <summary>The most points that the preparation keeps.</summary>
    public const int MaxPoints = 50_000;

    private const int BoxWidth = 7;

    /// <summary>Of a scene's files: points, classes of points, objects of points, boxes.</summary>
    public static IReadOnlyList<string> Endings { get; } = ["_vert.npy", "_sem_label.npy", "_ins_label.npy", "_bbox.npy"];

    /// <param name="prefix">folder and scene, without the endings</param>
    public static ScanNetScene Read(string prefix)
    {
        float[] vertices = ReadVertices(prefix + Endings[0]);
        int count = vertices.Length / ScanNetScene.Width;
        return new ScanNetScene(
            vertices, ReadLabels(prefix + Endings[1], count), ReadLabels(prefix + Endings[2], count), ReadBoxes(prefix + Endings[3]));
    }

    /// <returns>[N, 6]</returns>
    public static float[] ReadVertices(string path)
    {
        NpyArray array = Npy.Read(path);
        if (array.Shape is not [> 0, ScanNetScene.Width])
            throw Unlike(path, array, "points are [N, 6]: x y z and red green blue");
        float[] vertices = array.As<float>();
        int wrong = Array.FindIndex(vertices, v => !float.IsFinite(v));
        return wrong < 0 ? vertices : throw new InvalidInputException($"{path}: point {wrong / ScanNetScene.Width} is not finite");
    }

    /// <summary>Nyu40 ids or object numbers.</summary>
    /// <param name="count">points that there are</param>
    public static int[] ReadLabels(string path, int count)
    {
        NpyArray labels = Npy.Read(path);
        return labels.Shape is [var length] && length == count
            ? labels.As<int>()
            : throw Unlike(path, labels, $"there are {count} points, so it must be [{count}]");
    }

    /// <summary>Objects of the 18 classes, in the file's order; others are left out.</summary>
    public static ScanNetBox[] ReadBoxes(string path)
    {
        NpyArray array = Npy.Read(path);
        if (array.Shape is not [_, BoxWidth])
            throw Unlike(path, array, "boxes are [K, 7]: centre, size, nyu40 id");
        List<ScanNetBox> boxes = [];
        foreach (double[] v in array.As<double>().Chunk(BoxWidth))
        {
            int id = ObjectClasses.ScanNetClassOf((int)v[6]);
            if (id < 0)
                continue;
            var box = new ScanNetBox(id, FrameFiles.Point(v), FrameFiles.Point(v.AsSpan(3)));
            if (!box.Centre.IsFinite || !box.Size.IsFinite || Math.Min(box.Size.X, Math.Min(box.Size.Y, box.Size.Z)) < 0)
                throw new InvalidInputException($"{path}: box [{string.Join(", ", v)}] is not finite, or a side is below 0");
            boxes.Add(box);
        }

        return [.. boxes];
    }

    /// <summary>Writes a scene so that <see cref="Read"/> gives it back. The boxes come last: with them the scene is complete.</summary>
    /// <inheritdoc cref="Read" path="/param"/>
    public static void Write(string prefix, ScanNetScene scene)
    {
        double[] boxes = [.. scene.Boxes.SelectMany(b => (double[])[
            b.Centre.X, b.Centre.Y, b.Centre.Z, b.Size.X, b.Size.Y, b.Size.Z, ObjectClasses.ScanNetNyu40[b.Class]])];
        Npy.Write(prefix + Endings[0], ElementType.Float32, [scene.Count, ScanNetScene.Width], Bytes(scene.Vertices));
        Npy.Write(prefix + Endings[1], ElementType.UInt32, [scene.Count], Bytes(scene.Semantic));
        Npy.Write(prefix + Endings[2], ElementType.UInt32, [scene.Count], Bytes(scene.Instance));
        Npy.Write(prefix + Endings[3], ElementType.Float64, [scene.Boxes.Count, BoxWidth], Bytes(boxes));
    }

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private static InvalidInputException Unlike(string path, NpyArray array, string expected) =>
        new($"{path}: shape [{string.Join(", ", array.Shape)}]; {expected}");
}
