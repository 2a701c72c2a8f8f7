using System.Globalization;
using System.Numerics;
using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Formats;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Checkpoints.PyTorch;

/// <summary>
/// What PyTorch wrote before 1.6: five pickles (a magic number, a version, the machine, the content, the storages' keys), then for each key
/// a count and its elements.
/// </summary>
internal static class PyTorchLegacy
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static object? Read(SafeFileHandle file, string path, PickleLimits limits)
    {
        PickleSource source = new(file, path, 0, RandomAccess.GetLength(file));
        object? Next(Func<object?, object?>? persistent = null) => PickleReader.Read(source, PyTorchGlobals.Table, limits, persistent);

        if (Next() is not BigInteger magic || magic != Magic)
            throw new InvalidInputException($"{path}: a pickle, but not a PyTorch checkpoint: it does not begin with PyTorch's number");
        if (Next() is not Version)
            throw source.Fail($"the format's version is not {Version}");
        bool bigEndian = (Next() as PickleDictionary ?? throw source.Fail("the machine is not described")).TryGet("little_endian", out bool little) && !little;
        PyTorchStorages storages = new(source, limits);
        object? content = Next(storages.Resolve);
        var keys = Next() as PickleList ?? throw source.Fail("the storages' keys are not a list");
        Place(storages, keys, source, file, bigEndian);
        return content;
    }

    private static void Place(PyTorchStorages storages, PickleList keys, PickleSource source, SafeFileHandle file, bool bigEndian)
    {
        foreach (object? key in keys)
        {
            PyTorchStorage storage = storages.Find(key?.ToString() ?? "") ?? throw source.Fail($"storage '{key}' belongs to no tensor");
            long count = source.Int64(), start = source.Position;
            if (count != storage.Count)
                throw source.Fail($"storage '{key}' has {count} elements here and {storage.Count} in the pickle");
            if (count > source.Remaining / storage.Type.Size())
                throw source.Fail($"storage '{key}' of {count} elements of {storage.Type} goes beyond the end of the file (truncated?)");
            storage.Place(file, source.Path, start, bigEndian);
            source.Skip(count * storage.Type.Size());
        }

        if (storages.All.FirstOrDefault(storage => !storage.IsPlaced) is { } missing)
            throw source.Fail($"storage '{missing.Key}' is not in the file");
    }
}
