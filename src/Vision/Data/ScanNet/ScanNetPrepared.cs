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

    internal static readonly string[] Endings = ["_vert.npy", "_sem_label.npy", "_ins_label.npy", "_bbox.npy"];

    private const int BoxWidth = 7;

    /// <param name="prefix">folder and scene, without the endings</param>
    public static ScanNetScene Read(string prefix)
    {
        NpyArray vertices = Npy.Read(prefix + "_vert.npy");
        if (vertices.Shape is not [> 0, ScanNetScene.Width])
            throw Unlike(prefix + "_vert.npy", vertices, "points are [N, 6]: x y z and red green blue");
        return new ScanNetScene(
            vertices.As<float>(),
            ReadLabels(prefix + "_sem_label.npy", vertices.Shape[0]),
            ReadLabels(prefix + "_ins_label.npy", vertices.Shape[0]),
            ReadBoxes(prefix + "_bbox.npy"));
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
        Npy.Write(prefix + "_vert.npy", ElementType.Float32, [scene.Count, ScanNetScene.Width], Bytes(scene.Vertices));
        Npy.Write(prefix + "_sem_label.npy", ElementType.UInt32, [scene.Count], Bytes(scene.Semantic));
        Npy.Write(prefix + "_ins_label.npy", ElementType.UInt32, [scene.Count], Bytes(scene.Instance));
        Npy.Write(prefix + "_bbox.npy", ElementType.Float64, [scene.Boxes.Count, BoxWidth], Bytes(boxes));
    }

    private static int[] ReadLabels(string path, long count)
    {
        NpyArray labels = Npy.Read(path);
        return labels.Shape is [var length] && length == count
            ? labels.As<int>()
            : throw Unlike(path, labels, $"there are {count} points, so it must be [{count}]");
    }

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private static InvalidInputException Unlike(string path, NpyArray array, string expected) =>
        new($"{path}: shape [{string.Join(", ", array.Shape)}]; {expected}");
}
