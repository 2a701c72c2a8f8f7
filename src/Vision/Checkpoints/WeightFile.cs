using System.Text;
using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Checkpoints.PyTorch;
using Fuse3D.Vision.Formats;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Checkpoints;

/// <summary>
/// A file of named arrays: safetensors, alone or in shards, or a PyTorch checkpoint of any age. What it is, its content says; its name does not
/// matter. Many threads may read at once.
/// </summary>
public sealed class WeightFile : IDisposable
{
    private readonly IReadOnlyList<IDisposable> _open;

    internal WeightFile(string path, string format, IReadOnlyDictionary<string, StoredWeight> weights, params IReadOnlyList<IDisposable> open) =>
        (Path, Format, Weights, _open) = (path, format, weights, open);

    public string Path { get; }

    /// <summary>For people: "safetensors", "PyTorch, zip".</summary>
    public string Format { get; }

    /// <summary>
    /// Every array by its name, in the file's order. In a PyTorch checkpoint the name is the way to the tensor: keys and indices with '/'
    /// between them.
    /// </summary>
    public IReadOnlyDictionary<string, StoredWeight> Weights { get; }

    /// <summary>The strings under "__metadata__" of a safetensors file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What a PyTorch checkpoint holds besides tensors (epoch, arguments, the optimizer's settings): the way to each value, and null, bool, long,
    /// BigInteger, double, string, byte[], <see cref="PickleName"/> or <see cref="PickleArray"/>.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Values { get; init; } = [];

    /// <summary>Opens a weight file, an index of shards, or a folder with one of them or with a model's config.yaml.</summary>
    /// <exception cref="InvalidInputException">names the file, the offset where there is one, and the reason</exception>
    public static WeightFile Open(string path)
    {
        if (Directory.Exists(path))
            return OpenFolder(path);
        SafeFileHandle file = InputFile.Open(path);
        try
        {
            switch (FormatOf(file, path))
            {
                case WeightFormat.Zip: return OpenPyTorch("PyTorch, zip", PyTorchZip.Read, file, path);
                case WeightFormat.Legacy: return OpenPyTorch("PyTorch before 1.6", PyTorchLegacy.Read, file, path);
                case var other:
                    file.Dispose();
                    return other == WeightFormat.Index ? SafetensorsShards.Open(path) : OpenSafetensors(path);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (IDisposable file in _open)
            file.Dispose();
    }

    private enum WeightFormat
    {
        Safetensors,
        Index,
        Zip,
        Legacy,
    }

    private static WeightFormat FormatOf(SafeFileHandle file, string path)
    {
        var start = new byte[Math.Min(RandomAccess.GetLength(file), 64)];
        InputFile.ReadExactly(file, path, 0, start);
        if (start.Length > 8 && start[8] == '{')                                  // after the length of the header
            return WeightFormat.Safetensors;
        if (start.AsSpan().StartsWith("PK\x03\x04"u8))
            return WeightFormat.Zip;
        if (start is [0x80 or (byte)'L', ..])                                     // a pickle's protocol, or its first number in protocol 0
            return WeightFormat.Legacy;
        if (start.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            return WeightFormat.Index;
        string seen = Encoding.Latin1.GetString(start.AsSpan(0, Math.Min(start.Length, 16)));
        throw new InvalidInputException(
            $"{path}, byte 0: neither safetensors nor a PyTorch checkpoint; it begins with '{string.Concat(seen.Select(c => char.IsControl(c) ? '.' : c))}'");
    }

    private static WeightFile OpenFolder(string path)
    {
        if (File.Exists(System.IO.Path.Combine(path, FolderFiles.ConfigName)))
            return Open(DenseModelFolder.Holds(path) ? DenseModelFolder.Open(path).WeightsPath : ModelFolder.Open(path).WeightsPath);
        string[] known = ["model.safetensors.index.json", "model.safetensors", "pytorch_model.bin"];
        return known.Select(name => System.IO.Path.Combine(path, name)).FirstOrDefault(File.Exists) is { } file
            ? Open(file)
            : throw new InvalidInputException($"{path}: a folder without {FolderFiles.ConfigName}, {string.Join(", ", known)}");
    }

    private static WeightFile OpenSafetensors(string path)
    {
        SafetensorsFile file = SafetensorsFile.Open(path);
        return new(path, "safetensors", SafetensorsShards.WeightsOf(file), file) { Metadata = file.Metadata };
    }

    private static WeightFile OpenPyTorch(string format, Func<SafeFileHandle, string, PickleLimits, object?> read, SafeFileHandle file, string path)
    {
        CheckpointWalk walk = CheckpointWalk.Over(read(file, path, PickleLimits.Checkpoint), path, RandomAccess.GetLength(file));
        return new(path, format, walk.Weights, file) { Values = walk.Values };
    }
}
