using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Formats;

/// <summary>Writes NumPy archives (.npz), array by array, compressed. The same arrays give the same bytes whenever they are written.</summary>
public sealed class NpzWriter : IDisposable
{
    // The earliest that an archive can name: a file's bytes shall not tell when it was written.
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ZipArchive _zip;
    private readonly CompressionLevel _level;

    /// <param name="stream">left open</param>
    public NpzWriter(Stream stream, CompressionLevel level = CompressionLevel.Optimal) =>
        (_zip, _level) = (new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true), level);

    /// <summary>
    /// Writes one array into a file of its own; a reader sees all of it or none. Clouds and votes are half noise, which thorough
    /// compression spends most of its time on for little: the fastest is taken.
    /// </summary>
    public static void Write(string path, string name, double[] values, params long[] shape) => WholeFile.Write(path, stream =>
    {
        using var writer = new NpzWriter(stream, CompressionLevel.Fastest);
        writer.Add(name, ElementType.Float64, shape, MemoryMarshal.AsBytes(values.AsSpan()));
    });

    /// <param name="bytes">elements, little endian, row-major</param>
    public void Add(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        ZipArchiveEntry entry = _zip.CreateEntry(name + ".npy", _level);
        entry.LastWriteTime = Written;
        using Stream stream = entry.Open();
        Npy.Write(stream, type, shape, bytes);
    }

    /// <summary>Finishes the archive.</summary>
    public void Dispose() => _zip.Dispose();
}
