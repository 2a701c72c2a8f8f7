using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Native;
using TorchSharp.Ops;

namespace TorchSharp;

public static unsafe partial class torch
{
    private static readonly Dictionary<Type, ScalarType> ElementTypes = new()
    {
        [typeof(bool)] = ScalarType.Bool,
        [typeof(byte)] = ScalarType.Byte,
        [typeof(sbyte)] = ScalarType.Int8,
        [typeof(short)] = ScalarType.Int16,
        [typeof(int)] = ScalarType.Int32,
        [typeof(long)] = ScalarType.Int64,
        [typeof(Half)] = ScalarType.Float16,
        [typeof(float)] = ScalarType.Float32,
        [typeof(double)] = ScalarType.Float64,
    };

    /// <summary>A tensor over a managed array of any rank, not copied: the array is pinned while the tensor's memory lives.</summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, dtype: null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false)
    {
        ScalarType type = TypeOfElements(rawArray);
        Tensor shared = Shared(rawArray, 0, SizesOf(rawArray), type);
        return Made(Moved(shared, dtype ?? type, device), requires_grad);
    }

    /// <summary>A one-dimensional tensor over part of an array, shared and not copied.</summary>
    /// <param name="count">elements; -1 for all after the offset</param>
    /// <param name="offset">bytes from the start</param>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false,
        Device? device = null)
    {
        ScalarType from = TypeOfElements(rawArray);
        long size = ElementBytes(dtype), bytes = rawArray.LongLength * ElementBytes(from);
        if (offset < 0 || offset > bytes || count < -1)
            throw new ArgumentOutOfRangeException(nameof(offset), $"offset {offset}, count {count}: the array has {bytes} bytes");
        long taken = count < 0 ? (bytes - offset) / size : count;
        if (offset + taken * size > bytes)
            throw new ArgumentOutOfRangeException(nameof(count),
                $"{taken} elements of {size} bytes at {offset} exceed the array's {bytes} bytes");
        return Made(Moved(Shared(rawArray, offset, [taken], dtype), dtype, device), requires_grad);
    }

    private static Tensor FromArray<T>(Array values, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ReadOnlySpan<T> flat = values.Length == 0
            ? []
            : MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values)), values.Length);
        return FromMemory(flat, SizesOf(values), type, dtype, device, requires_grad);
    }

    private static Tensor FromMemory<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> sizes, ScalarType type, ScalarType? dtype,
        Device? device, bool requires_grad) where T : unmanaged
    {
        long elements = 1;
        foreach (long size in sizes)
            elements = checked(elements * size);
        if (elements != values.Length)
            throw new ArgumentException(
                $"{values.Length} values for the shape [{string.Join(", ", sizes.ToArray())}], which has {elements}");

        Tensor made = Aten.empty__memory_format.Call(sizes.ToArray(), type);
        values.CopyTo(new Span<T>(made.DataPointer, values.Length));
        return Made(Moved(made, dtype ?? type, device), requires_grad);
    }

    private static Tensor Moved(Tensor made, ScalarType type, Device? device) =>
        made.dtype == type && (device is null || device.type == DeviceType.CPU)
            ? made : made.to(type, device ?? CPU, disposeAfter: true);

    private static Tensor Shared(Array array, long offset, long[] sizes, ScalarType type)
    {
        GCHandle pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        nint made;
        fixed (long* shape = sizes)
            made = Shim.ts_from_blob(
                (byte*)pin.AddrOfPinnedObject() + offset, shape, sizes.Length, (int)type, &Unpin, GCHandle.ToIntPtr(pin));
        if (made != 0)
            return new Tensor(made);
        pin.Free();
        throw NativeError.Last();
    }

    /// <summary>Runs when the tensor's memory goes, on whatever thread that happens.</summary>
    [UnmanagedCallersOnly]
    private static void Unpin(nint pin) => GCHandle.FromIntPtr(pin).Free();

    private static ScalarType TypeOfElements(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        Type element = array.GetType().GetElementType()!;
        return ElementTypes.TryGetValue(element, out ScalarType type)
            ? type
            : throw new ArgumentException($"no tensor type for elements of {element.Name}", nameof(array));
    }

    private static long[] SizesOf(Array array) => [.. Enumerable.Range(0, array.Rank).Select(array.GetLongLength)];
}
