using System.IO.Compression;
using System.Text;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>Elements that tensors of a written checkpoint look at.</summary>
/// <param name="View">(key, offset, count) of a storage that is a part of another, as PyTorch before 0.4 wrote</param>
internal sealed record PyStorage(string Key, ElementType Type, byte[] Bytes, object?[]? View = null)
{
    public long Count => Bytes.Length / Type.Size();

    public string TypeName => Type switch
    {
        ElementType.Float32 => "FloatStorage",
        ElementType.Float64 => "DoubleStorage",
        ElementType.Float16 => "HalfStorage",
        ElementType.BFloat16 => "BFloat16Storage",
        ElementType.Int64 => "LongStorage",
        ElementType.Int32 => "IntStorage",
        _ => "ByteStorage",
    };
}

/// <summary>A view of a storage.</summary>
internal sealed record PyTensor(PyStorage Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>Writes checkpoints as torch.save does, for tests: the zip archive, and the stream before 1.6.</summary>
internal sealed class PyTorchWriter
{
    private readonly List<PyStorage> _storages = [];

    public PyStorage Storage(ElementType type, byte[] bytes)
    {
        PyStorage storage = new($"{_storages.Count}", type, bytes);
        _storages.Add(storage);
        return storage;
    }

    /// <summary>A tensor that has its storage for itself.</summary>
    public PyTensor Tensor(ElementType type, long[] shape, byte[] bytes)
    {
        var strides = new long[shape.Length];
        for (long axis = shape.Length - 1, step = 1; axis >= 0; step *= shape[axis--])
            strides[axis] = step;
        return new(Storage(type, bytes), 0, shape, strides);
    }

    /// <summary>A state dict with all of its tensors.</summary>
    /// <param name="prefix">before every name</param>
    public PyItems StateDict(IEnumerable<KeyValuePair<string, StoredWeight>> weights, string prefix = "") =>
        PyItems.Ordered(weights.Select(weight => ((object)(prefix + weight.Key), (object?)Tensor(weight.Value.Type, weight.Value.Shape, weight.Value.Read()))).ToList());

    public byte[] Zip(object? content, CompressionLevel level = CompressionLevel.NoCompression, params (string Name, byte[] Bytes)[] more)
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "archive/data.pkl", PickleWriter.Write(content), level);
            foreach (PyStorage storage in _storages)
                Add(zip, $"archive/data/{storage.Key}", storage.Bytes, level);
            foreach (var (name, bytes) in more)
                Add(zip, name, bytes, level);
        }

        return file.ToArray();
    }

    public byte[] Legacy(object? content, bool bigEndian = false)
    {
        using MemoryStream file = new();
        file.Write(PickleWriter.Number([0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]));
        file.Write(PickleWriter.Write(1001));
        file.Write(PickleWriter.Write(PyItems.Plain(("protocol_version", 1001), ("little_endian", !bigEndian))));
        file.Write(PickleWriter.Write(content, legacy: true));
        file.Write(PickleWriter.Write(_storages.Select(storage => (object?)storage.Key).ToList()));
        foreach (PyStorage storage in _storages)
        {
            file.Write(BitConverter.GetBytes(storage.Count));
            file.Write(storage.Bytes);
        }

        return file.ToArray();
    }

    public static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel level)
    {
        using Stream entry = zip.CreateEntry(name, level).Open();
        entry.Write(bytes);
    }
}
