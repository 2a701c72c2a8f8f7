using System.Numerics;
using Fuse3D.Vision.Formats;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>A NumPy array of a pickle: numbers, or text and other values item by item.</summary>
public sealed class PickleArray : IPickleStateful
{
    private NpyArray? _numbers;
    private IReadOnlyList<object?>? _items = [];      // until the state comes

    private PickleArray()
    {
    }

    /// <summary>Row-major; empty for a single value.</summary>
    public long[] Shape { get; private set; } = [0];

    public bool IsNumbers => _numbers is not null;

    /// <summary>The array as numbers.</summary>
    /// <exception cref="InvalidInputException">it holds text or objects</exception>
    public NpyArray Numbers => _numbers ?? throw new InvalidInputException("an array of text or objects where numbers belong");

    /// <summary>Its items in row-major order: text or other values where it holds such, else its numbers as long, double or bool.</summary>
    public IReadOnlyList<object?> Items => _items ??= Numbers.Type switch
    {
        ElementType.Bool => [.. As<byte>().Select(value => (object)(value != 0))],
        ElementType.Float16 or ElementType.Float32 or ElementType.Float64 => [.. As<double>().Cast<object>()],
        ElementType.UInt64 => [.. As<ulong>().Select(value => PickleReader.Plain(value))],
        _ => [.. As<long>().Cast<object>()],
    };

    /// <summary>Every number as <typeparamref name="T"/>, row-major.</summary>
    /// <exception cref="InvalidInputException">the array holds text or objects</exception>
    public T[] As<T>() where T : unmanaged, INumber<T> => Numbers.As<T>();

    // _reconstruct(ndarray, (0,), b'b'); the array comes with the state.
    internal static PickleArray Reconstruct(PickleArguments arguments) => arguments.At<PickleName>(0).Name == "numpy.ndarray"
        ? new() : throw arguments.Fail($"an array of class {arguments.At<PickleName>(0).Name}; only numpy.ndarray is read");

    // _frombuffer(bytes, dtype, shape, order): protocol 5
    internal static PickleArray FromBuffer(PickleArguments arguments)
    {
        PickleArray made = new();
        made.Take(arguments, arguments.At<NumpyType>(1), arguments.Integers(2), arguments.At<string>(3) == "F", arguments.Values[0]);
        return made;
    }

    // (version, shape, dtype, is Fortran order, bytes or list)
    void IPickleStateful.SetState(PickleArguments state)
    {
        PickleArguments parts = state.Of("numpy.ndarray's state", state.At<PickleTuple>(0));
        Take(parts, parts.At<NumpyType>(2), parts.Integers(1), parts.At<object>(3) is true or not (false or 0L), parts.At<object>(4));
    }

    private void Take(PickleArguments parts, NumpyType type, long[] shape, bool fortran, object? content)
    {
        if (shape.Length > 32 || !ElementTypes.TryCount(shape, out long count))
            throw parts.Fail($"an array of shape [{string.Join(", ", shape.Take(32))}]");
        fortran &= shape.Length > 1;
        if (type.IsObjects)
            _items = TakeObjects(parts, count, fortran, content);
        else
            TakeBytes(parts, type, shape, count, fortran, content);
        Shape = shape;
    }

    private static PickleList TakeObjects(PickleArguments parts, long count, bool fortran, object? content)
    {
        if (content is not PickleList list || list.Count != count || fortran)
            throw parts.Fail($"an array of {count} objects whose content is {PickleArguments.Describe(content)} of another length or order");
        return list;
    }

    private void TakeBytes(PickleArguments parts, NumpyType type, long[] shape, long count, bool fortran, object? content)
    {
        byte[] bytes = [.. parts.Of(parts.Name, [content]).Bytes(0)];
        if (type.ItemBytes == 0 || count != bytes.Length / type.ItemBytes || bytes.Length % type.ItemBytes != 0)
            throw parts.Fail($"an array of shape [{string.Join(", ", shape)}] and {type.ItemBytes} bytes an item comes with {bytes.Length} bytes");
        bytes = type.InMemoryOrder(bytes);
        if (fortran)
            bytes = Npy.ToRowMajor(bytes, shape, (int)type.ItemBytes);
        if (!type.IsText)
            (_numbers, _items) = (new(type.Element, shape, bytes), null);
        else if (count <= parts.Limits.MaxItems)
            _items = [.. Enumerable.Range(0, (int)count).Select(i => type.ItemAt(bytes, i))];
        else
            throw parts.Fail($"an array of {count} texts; at most {parts.Limits.MaxItems} are read");
    }
}
