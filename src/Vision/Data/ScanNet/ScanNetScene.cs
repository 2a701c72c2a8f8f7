using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Geometry;

namespace Fuse3D.Vision.Data.ScanNet;

/// <summary>A ScanNet scene with its truth, as VoteNet's preparation makes it.</summary>
/// <param name="Vertices">[N, 6] x y z in aligned axes, metres; red green blue in 0..255</param>
/// <param name="Semantic">[N] nyu40 id of what the point belongs to; 0: not labelled</param>
/// <param name="Instance">[N] number of the object, from 1; 0: none</param>
/// <param name="Boxes">objects of the 18 classes; of points they are not a function: points may have been dropped since</param>
public sealed record ScanNetScene(float[] Vertices, int[] Semantic, int[] Instance, IReadOnlyList<ScanNetBox> Boxes)
{
    /// <summary>Values per point in <see cref="Vertices"/>.</summary>
    public const int Width = 6;

    public int Count => Semantic.Length;

    /// <summary>Vertices of a scan as they belong here.</summary>
    /// <param name="scan">in scan axes</param>
    /// <param name="aligned">from scan axes to the aligned ones</param>
    /// <returns>[N, 6]</returns>
    public static float[] Rows(PointCloud scan, Transform3D aligned)
    {
        float[] xyz = aligned.Apply(scan.Positions);
        var rows = new float[scan.Count * Width];
        for (int i = 0; i < scan.Count; i++)
        {
            xyz.AsSpan(3 * i, 3).CopyTo(rows.AsSpan(i * Width));
            for (int c = 0; c < 3 && scan.Colours is not null; c++)
                rows[i * Width + 3 + c] = MathF.Round(scan.Colours[3 * i + c] * 255);
        }

        return rows;
    }

    /// <returns>[N, 3] x y z of every point</returns>
    public float[] Positions()
    {
        var xyz = new float[Count * 3];
        for (int i = 0; i < Count; i++)
            Vertices.AsSpan(i * Width, 3).CopyTo(xyz.AsSpan(3 * i));
        return xyz;
    }

    /// <summary>The same scene with these points, in their order; an index may repeat.</summary>
    public ScanNetScene Select(ReadOnlySpan<int> chosen)
    {
        var vertices = new float[chosen.Length * Width];
        int[] semantic = new int[chosen.Length], instance = new int[chosen.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            Vertices.AsSpan(chosen[i] * Width, Width).CopyTo(vertices.AsSpan(i * Width));
            (semantic[i], instance[i]) = (Semantic[chosen[i]], Instance[chosen[i]]);
        }

        return new ScanNetScene(vertices, semantic, instance, Boxes);
    }
}

/// <summary>An object of a scene; ScanNet's boxes are not turned.</summary>
/// <param name="Class">id in <see cref="ObjectClasses.ScanNet"/></param>
/// <param name="Size">full lengths</param>
public readonly record struct ScanNetBox(int Class, Point3D Centre, Point3D Size)
{
    public Box3D Box => new(Centre, Size, 0);
}
