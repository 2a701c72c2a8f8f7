using Fuse3D.Vision.Formats;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Checkpoints.PyTorch;

/// <summary>The elements that one or more tensors of a checkpoint look at, where they lie in the file.</summary>
/// <param name="key">its name in the checkpoint</param>
/// <param name="count">elements</param>
internal sealed class PyTorchStorage(string key, ElementType type, long count)
{
    private readonly Lock _reading = new();
    private Func<long, long, byte[]>? _read;
    private byte[]? _whole;
    private int _users;

    public string Key => key;

    public ElementType Type => type;

    public long Count => count;

    public bool IsPlaced => _read is not null;

    /// <summary>Tells it that one more tensor looks at it: what several look at is read once and kept.</summary>
    public void AddUser() => _users++;

    /// <summary>A part of it as a storage of its own.</summary>
    public PyTorchStorage View(long offset, long elements)
    {
        _users++;
        return new(key, type, elements) { _read = (first, wanted) => Read(offset + first, wanted) };
    }

    /// <summary>Says where the elements are.</summary>
    /// <param name="file">stays open as long as tensors are read</param>
    public void Place(SafeFileHandle file, string path, long start, bool bigEndian) => _read = (first, elements) =>
    {
        var bytes = new byte[elements * type.Size()];
        InputFile.ReadExactly(file, path, start + first * type.Size(), bytes);
        if (bigEndian)
            Npy.SwapBytes(bytes, type.Size());
        return bytes;
    };

    /// <summary>Elements [first, first + elements), little endian.</summary>
    public byte[] Read(long first, long elements)
    {
        Func<long, long, byte[]> read = _read ?? throw new InvalidOperationException($"storage {key} has no place");
        if (_users < 2 || count * type.Size() > Array.MaxLength)
            return read(first, elements);
        lock (_reading)
        {
            _whole ??= read(0, count);
            return _whole.AsSpan((int)first * type.Size(), (int)elements * type.Size()).ToArray();
        }
    }
}
