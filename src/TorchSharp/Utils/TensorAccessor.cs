using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>The elements of a CPU tensor in row-major order, read and written in place whatever the strides.</summary>
/// <remarks>Keeps the tensor object alive, not its memory after it was disposed.</remarks>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly Tensor _tensor;
    private readonly T* _first;
    private readonly long[] _shape, _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        _tensor = tensor;
        _first = (T*)tensor.DataPointer;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>The element at a place of the row-major order.</summary>
    public T this[long index]
    {
        get => *At(index);
        set => *At(index) = value;
    }

    /// <summary>The element at one index per dimension.</summary>
    public T this[params long[] indices]
    {
        get => _first[Offset(indices)];
        set => _first[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var copy = new T[Count];
        CopyTo(copy);
        return copy;
    }

    /// <summary>An array with the tensor's dimensions; of one element for a tensor without dimensions.</summary>
    public Array ToNDArray()
    {
        if (_shape.Length < 2)
            return ToArray();
        var array = Array.CreateInstance(typeof(T), _shape);
        var at = new long[_shape.Length];
        for (long i = 0; i < Count; i++)
        {
            array.SetValue(this[i], at);
            for (int d = at.Length - 1; d >= 0 && ++at[d] == _shape[d]; d--)
                at[d] = 0;
        }

        return array;
    }

    /// <summary>Copies elements from one place on, until the tensor or the array ends.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Span<T> target = array[arrayIndex..];
        int count = (int)Math.Min(target.Length, Math.Max(Count - tensorIndex, 0));
        if (count > 0 && _contiguous)
            new ReadOnlySpan<T>(At(tensorIndex), count).CopyTo(target);
        else
            for (int i = 0; i < count; i++)
                target[i] = *At(tensorIndex + i);
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ReadOnlySpan<T> source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Math.Max(Count - tensorIndex, 0));
        for (int i = 0; i < count; i++)
            *At(tensorIndex + i) = source[i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The tensor is not disposed with its accessor.</summary>
    public void Dispose() { }

    private T* At(long index)
    {
        ObjectDisposedException.ThrowIf(_tensor.IsInvalid, _tensor);
        if (index < 0 || index >= Count)
            throw new IndexOutOfRangeException($"index {index} of {Count} elements");
        if (_contiguous)
            return _first + index;

        long offset = 0;
        for (int d = _shape.Length - 1; d >= 0; d--)
        {
            offset += index % _shape[d] * _strides[d];
            index /= _shape[d];
        }

        return _first + offset;
    }

    private long Offset(long[] indices)
    {
        ObjectDisposedException.ThrowIf(_tensor.IsInvalid, _tensor);
        if (indices.Length == 1 && _shape.Length != 1)
            return At(indices[0]) - _first;
        if (indices.Length != _shape.Length)
            throw new ArgumentException($"{indices.Length} indices for {_shape.Length} dimensions", nameof(indices));
        long offset = 0;
        for (int d = 0; d < indices.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= _shape[d])
                throw new IndexOutOfRangeException($"index {indices[d]} of dimension {d}, which has {_shape[d]}");
            offset += indices[d] * _strides[d];
        }

        return offset;
    }
}
