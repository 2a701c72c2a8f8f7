using Fuse3D.Vision.Formats.PointClouds;

namespace Fuse3D.Vision.Formats;

/// <summary>Reads and writes point clouds: .bin, .ply, .pcd, .npy, .npz.</summary>
public static class PointCloudFile
{
    /// <summary>What a reader accepts unless told otherwise.</summary>
    public const int DefaultMaxPoints = 20_000_000;

    private const long MaxFileBytes = int.MaxValue - 1024;
    private static readonly string[] KnownArrays = ["pc", "points", "xyz"];

    /// <summary>Endings that <see cref="Read"/> knows.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".bin", ".ply", ".pcd", ".npy", ".npz"];

    /// <summary>Reads a cloud; the file's ending says how.</summary>
    /// <param name="columns">
    /// floats per point of a .bin file: 3, 4 or 6; null: found out from the values, or refused when that is not certain
    /// </param>
    /// <param name="maxPoints">more are refused before they are read</param>
    public static PointCloud Read(string path, int? columns = null, int maxPoints = DefaultMaxPoints)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (!Extensions.Contains(extension))
            throw new InvalidInputException($"'{path}' is not a point cloud by its name; known endings: {string.Join(", ", Extensions)}");
        return Decode(InputFile.ReadAll(path, MaxFileBytes), extension, path, columns, maxPoints);
    }

    /// <summary>Reads a cloud from the bytes of a file.</summary>
    /// <param name="extension">one of <see cref="Extensions"/></param>
    /// <param name="name">what the file is called in errors</param>
    /// <inheritdoc cref="Read" path="/param"/>
    public static PointCloud Decode(
        byte[] bytes, string extension, string name, int? columns = null, int maxPoints = DefaultMaxPoints) => extension switch
        {
            ".bin" => PointBin.Decode(bytes, name, columns, maxPoints),
            ".ply" => Ply.Decode(bytes, name, maxPoints),
            ".pcd" => Pcd.Decode(bytes, name, maxPoints),
            ".npy" => FromArray(Npy.Decode(bytes, name), name, maxPoints),
            ".npz" => FromArchive(bytes, name, maxPoints),
            _ => throw new ArgumentOutOfRangeException(nameof(extension), extension, $"known: {string.Join(", ", Extensions)}"),
        };

    /// <summary>Writes float32 rows: x y z, and r g b when the cloud has colours. Further values are left out.</summary>
    public static void WriteBin(string path, PointCloud cloud) => WholeFile.Write(path, stream => PointBin.Write(stream, cloud));

    /// <summary>Writes a binary little-endian PLY with everything the cloud holds; colours as bytes.</summary>
    public static void WritePly(string path, PointCloud cloud) => WholeFile.Write(path, stream => PlyWriter.Write(stream, cloud));

    /// <summary>Writes a float32 array [N, 3], or [N, 6] with colours in 0..1.</summary>
    public static void WriteNpy(string path, PointCloud cloud) => WholeFile.Write(path, stream => Npy.Write(
        stream, ElementType.Float32, [cloud.Count, cloud.Colours is null ? 3 : 6], PointBin.Rows(cloud)));

    /// <summary>Refuses a count that a file claims before anything of that size is allocated.</summary>
    internal static int CheckCount(long count, int maxPoints, string name) => count <= maxPoints
        ? (int)count
        : throw new InvalidInputException($"{name}: {count} points; at most {maxPoints} are allowed");

    private static PointCloud FromArchive(byte[] bytes, string name, int maxPoints)
    {
        using NpzFile archive = NpzFile.Open(bytes, name);
        string key = KnownArrays.FirstOrDefault(archive.Names.Contains)
            ?? (archive.Names.Count == 1 ? archive.Names[0] : throw new InvalidInputException(
                $"{name}: holds {string.Join(", ", archive.Names)}; points must be called {string.Join(", ", KnownArrays)}, or be the only array"));
        return FromArray(archive.Read(key), $"{name}: {key}", maxPoints);
    }

    private static PointCloud FromArray(NpyArray array, string name, int maxPoints)
    {
        if (array.Shape is not [var count, >= 3 and <= 64])
            throw new InvalidInputException($"{name}: shape [{string.Join(", ", array.Shape)}]; points are [N, 3] or wider");
        CheckCount(count, maxPoints, name);
        return PointColumns.FromRows(array.As<float>(), (int)array.Shape[1], name);
    }
}
