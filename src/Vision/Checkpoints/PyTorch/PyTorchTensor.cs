using Fuse3D.Vision.Checkpoints.Pickles;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints.PyTorch;

/// <summary>A tensor of a checkpoint: a view of a storage, read when asked for.</summary>
public sealed class PyTorchTensor
{
    private const int MaxRank = 64;
    private readonly PyTorchStorage _storage;
    private readonly long _offset;
    private readonly long[] _shape, _strides;

    private PyTorchTensor(PyTorchStorage storage, long offset, long[] shape, long[] strides) =>
        (_storage, _offset, _shape, _strides) = (storage, offset, shape, strides);

    public ElementType Type => _storage.Type;

    /// <summary>Empty for a single number.</summary>
    public IReadOnlyList<long> Shape => _shape;

    internal StoredWeight Weight => new(Type, _shape, Read);

    // (storage, offset in elements, shape, strides, ...): what follows says how it trains
    internal static PyTorchTensor Rebuild(PickleArguments arguments)
    {
        var storage = arguments.At<PyTorchStorage>(0);
        long offset = arguments.At<long>(1);
        long[] shape = arguments.Integers(2), strides = arguments.Integers(3);
        string view = $"a tensor of shape [{string.Join(", ", shape.Take(MaxRank))}], strides [{string.Join(", ", strides.Take(MaxRank))}], offset {offset}";
        if (shape.Length > MaxRank || shape.Length != strides.Length || offset < 0 || Array.Exists(strides, stride => stride < 0))
            throw arguments.Fail($"{view}; as many strides as sizes are wanted, at most {MaxRank}, and none negative");
        if (!ElementTypes.TryCount(shape, out long count) || count > Array.MaxLength / storage.Type.Size())
            throw arguments.Fail($"{view}; at most {Array.MaxLength} bytes of a tensor are read");
        if (count > 0 && Reach(shape, strides) is var reach && (offset >= storage.Count || reach > storage.Count - offset))
            throw arguments.Fail($"{view} goes beyond its storage '{storage.Key}' of {storage.Count} elements");
        storage.AddUser();
        return new(storage, offset, shape, strides);
    }

    // Elements from a view's first to its last; more than any storage has where that overflows.
    private static long Reach(long[] shape, long[] strides)
    {
        Int128 reach = 1;
        for (int axis = 0; axis < shape.Length; axis++)
            reach += (Int128)(shape[axis] - 1) * strides[axis];
        return reach > long.MaxValue ? long.MaxValue : (long)reach;
    }

    private byte[] Read()
    {
        long count = Weight.Count;
        if (count == 0)
            return [];
        byte[] reached = _storage.Read(_offset, Reach(_shape, _strides));
        if (_strides.AsSpan().SequenceEqual(StridedCopy.RowMajor(_shape)))
            return reached;
        var gathered = new byte[count * Type.Size()];
        StridedCopy.Gather(reached, _shape, _strides, Type.Size(), gathered);
        return gathered;
    }
}
