using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints.PyTorch;

/// <summary>The storages that a checkpoint's pickle names by persistent ids.</summary>
/// <param name="source">the pickle, for errors</param>
internal sealed class PyTorchStorages(PickleSource source, PickleLimits limits)
{
    private readonly Dictionary<string, PyTorchStorage> _storages = new(StringComparer.Ordinal);

    public IReadOnlyCollection<PyTorchStorage> All => _storages.Values;

    /// <param name="key">as the list of storages in the file has it</param>
    public PyTorchStorage? Find(string key) => _storages.GetValueOrDefault(key);

    /// <summary>The storage of ('storage', type, key, location, elements[, view]).</summary>
    public PyTorchStorage Resolve(object? persistentId)
    {
        PickleArguments id = new("a persistent id", persistentId as PickleTuple ?? new PickleTuple([persistentId]), limits, source.Fail);
        string kind = id.At<string>(0), key = id.Count > 2 ? id.At<object>(2).ToString()! : "";
        var typeName = id.At<PickleName>(1);
        long count = id.At<long>(4);
        if (kind != "storage" || !PyTorchGlobals.TryStorageType(typeName, out ElementType type))
            throw source.Fail($"a persistent id of '{kind}', {typeName.Name}; only storages of plain numbers are read");
        if (count < 0 || count > long.MaxValue / 8)
            throw source.Fail($"storage '{key}' claims {count} elements");
        PyTorchStorage storage = Of(key, type, count);
        return id.Count > 5 && id.Values[5] is not null ? View(storage, id.Of("a storage's view", id.At<PickleTuple>(5))) : storage;
    }

    // (key of the view, offset, elements), as PyTorch before 0.4 wrote storages that look at a part of another.
    private PyTorchStorage View(PyTorchStorage whole, PickleArguments view)
    {
        long offset = view.At<long>(1), count = view.At<long>(2);
        return offset >= 0 && count >= 0 && offset <= whole.Count && count <= whole.Count - offset
            ? whole.View(offset, count)
            : throw source.Fail($"a view of {count} elements at {offset} of storage '{whole.Key}', which has {whole.Count}");
    }

    private PyTorchStorage Of(string key, ElementType type, long count)
    {
        if (_storages.TryGetValue(key, out PyTorchStorage? known))
        {
            return known.Type == type && known.Count == count
                ? known : throw source.Fail($"storage '{key}' is {known.Count} {known.Type} in one place and {count} {type} in another");
        }

        if (_storages.Count == limits.MaxItems)
            throw source.Fail($"more than {limits.MaxItems} storages");
        return _storages[key] = new(key, type, count);
    }
}
