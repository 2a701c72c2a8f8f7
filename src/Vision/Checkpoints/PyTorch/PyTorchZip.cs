using System.Text;
using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Formats;
using Microsoft.Win32.SafeHandles;

namespace Fuse3D.Vision.Checkpoints.PyTorch;

/// <summary>What PyTorch has written since 1.6: a zip archive with the pickle NAME/data.pkl and each storage as NAME/data/KEY.</summary>
internal static class PyTorchZip
{
    private const string Pickle = "/data.pkl";

    public static object? Read(SafeFileHandle file, string path, PickleLimits limits)
    {
        ZipRecords records = ZipRecords.Read(file, path);
        string[] pickles = [.. records.Names.Where(name => name.EndsWith(Pickle, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - Pickle.Length)];
        if (pickles.Length != 1 || !records.TryFind(pickles[0], out FileRange range))
            throw new InvalidInputException($"{path}: a zip archive with {pickles.Length} records NAME{Pickle}; a PyTorch checkpoint has one");
        string folder = pickles[0][..^Pickle.Length];
        if (records.Names.Contains($"{folder}/constants.pkl"))
            throw new InvalidInputException($"{path}: a TorchScript program, not a checkpoint; save the module's state_dict() instead");

        PickleSource source = new(file, path, range.Start, range.Start + range.Bytes);
        PyTorchStorages storages = new(source, limits);
        object? content = PickleReader.Read(source, PyTorchGlobals.Table, limits, storages.Resolve);
        Place(storages, records, folder, file, path);
        return content;
    }

    private static void Place(PyTorchStorages storages, ZipRecords records, string folder, SafeFileHandle file, string path)
    {
        bool bigEndian = IsBigEndian(records, folder, file, path);
        foreach (PyTorchStorage storage in storages.All)
        {
            string name = $"{folder}/data/{storage.Key}";
            if (!records.TryFind(name, out FileRange range))
                throw new InvalidInputException($"{path}: the record '{name}' of a storage is missing");
            if (storage.Count > range.Bytes / storage.Type.Size())
                throw new InvalidInputException(
                    $"{path}, byte {range.Start}: record '{name}' has {range.Bytes} bytes, too few for {storage.Count} elements of {storage.Type}");
            storage.Place(file, path, range.Start, bigEndian);
        }
    }

    private static bool IsBigEndian(ZipRecords records, string folder, SafeFileHandle file, string path)
    {
        if (!records.TryFind($"{folder}/byteorder", out FileRange range))
            return false;
        var text = new byte[Math.Min(range.Bytes, 16)];
        InputFile.ReadExactly(file, path, range.Start, text);
        return Encoding.ASCII.GetString(text).Trim() switch
        {
            "little" => false,
            "big" => true,
            var other => throw new InvalidInputException($"{path}, byte {range.Start}: byte order '{other}'; it may be little or big"),
        };
    }
}
