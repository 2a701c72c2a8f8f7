using Fuse3D.Vision.Data;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Metrics.Pictures;
using Fuse3D.Vision.Models.GroupFree.Decoding;

namespace Fuse3D.Vision.Metrics.Running.Storage;

/// <summary>A frame's result as bytes: every number with all its bits, little endian, lists with their length first.</summary>
internal static class FrameRecord
{
    public static byte[] Write(FrameResult result)
    {
        var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(result.Key.Repeat);
        to.Write(result.Key.Frame);
        to.Write(result.Id);
        WriteAll(to, result.Truth, truth =>
        {
            to.Write(truth.Class);
            WriteBox(to, truth.Box);
            WriteBox(to, truth.Published);
        });
        WriteAll(to, result.Heads, boxes => WriteAll(to, boxes, box => WriteBox(to, box)));
        WriteAll(to, result.Pictures, picture =>
        {
            WriteAll(to, picture.Truth, truth => WriteTruth(to, truth));
            WriteAll(to, picture.Found, found => WriteFound(to, found));
        });
        if (result.Dense is { } dense)
            DenseRecord.Write(to, dense);
        to.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="EndOfStreamException">the bytes end in the middle</exception>
    public static FrameResult Read(byte[] bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes));
        FrameKey key = new(from.ReadInt32(), from.ReadInt32());
        return new(key, from.ReadString())
        {
            Truth = ReadAll(from, () => new TruthBox(from.ReadInt32(), ReadBox(from), ReadBox(from))),
            Heads = ReadAll(from, () => ReadAll(from, () => ReadDecoded(from))),
            Pictures = ReadAll(from, () => new PictureResult(ReadAll(from, () => ReadTruth(from)), ReadAll(from, () => ReadFound(from)))),
            Dense = from.BaseStream.Position < from.BaseStream.Length ? DenseRecord.Read(from) : null,
        };
    }

    /// <summary>The frame that a record is of.</summary>
    public static FrameKey KeyOf(ReadOnlySpan<byte> bytes) => new(BitConverter.ToInt32(bytes), BitConverter.ToInt32(bytes[sizeof(int)..]));

    private static void WriteBox(BinaryWriter to, DecodedBox box)
    {
        to.Write(box.Candidate);
        WriteBox(to, box.Box);
        to.Write(box.Objectness);
        WriteAll(to, box.Probabilities, to.Write);
        to.Write(box.Class);
    }

    private static DecodedBox ReadDecoded(BinaryReader from) =>
        new(from.ReadInt32(), ReadBox(from), from.ReadDouble(), ReadAll(from, from.ReadDouble), from.ReadInt32());

    private static void WriteBox(BinaryWriter to, Box3D box)
    {
        foreach (double value in (ReadOnlySpan<double>)[box.Centre.X, box.Centre.Y, box.Centre.Z, box.Size.X, box.Size.Y, box.Size.Z, box.Yaw])
            to.Write(value);
    }

    private static Box3D ReadBox(BinaryReader from) => new(ReadPoint(from), ReadPoint(from), from.ReadDouble());

    private static Point3D ReadPoint(BinaryReader from) => new(from.ReadDouble(), from.ReadDouble(), from.ReadDouble());

    private static void WriteTruth(BinaryWriter to, PictureTruth truth)
    {
        to.Write(truth.Class);
        WriteBox(to, truth.Box);
        to.Write(truth.Area);
        to.Write(truth.Crowd);
    }

    private static PictureTruth ReadTruth(BinaryReader from) => new(from.ReadInt32(), ReadPictureBox(from), from.ReadDouble(), from.ReadBoolean());

    private static void WriteFound(BinaryWriter to, PictureDetection found)
    {
        to.Write(found.Class);
        to.Write(found.Score);
        WriteBox(to, found.Box);
    }

    private static PictureDetection ReadFound(BinaryReader from) => new(from.ReadInt32(), from.ReadDouble(), ReadPictureBox(from));

    private static void WriteBox(BinaryWriter to, PictureBox box)
    {
        foreach (double value in (ReadOnlySpan<double>)[box.Left, box.Top, box.Right, box.Bottom])
            to.Write(value);
    }

    private static PictureBox ReadPictureBox(BinaryReader from) => new(from.ReadDouble(), from.ReadDouble(), from.ReadDouble(), from.ReadDouble());

    public static void WriteAll<T>(BinaryWriter to, IReadOnlyList<T> items, Action<T> write)
    {
        to.Write(items.Count);
        foreach (T item in items)
            write(item);
    }

    // Every item is at least a byte, so a count beyond what is left is damage and not a size to make room for.
    public static T[] ReadAll<T>(BinaryReader from, Func<T> read)
    {
        int count = from.ReadInt32();
        if (count < 0 || count > from.BaseStream.Length - from.BaseStream.Position)
            throw new EndOfStreamException($"a list of {count} items in a record of {from.BaseStream.Length} bytes");
        var items = new T[count];
        for (int i = 0; i < count; i++)
            items[i] = read();
        return items;
    }
}
