using System.Numerics;
using System.Runtime.InteropServices;

namespace Fuse3D.Vision.Formats;

/// <summary>Turns the bytes of a stored array into numbers of another type.</summary>
public static class Elements
{
    /// <summary>Every element of <paramref name="bytes"/> as <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">float, double, int, long or another number; a value that does not fit an integer type saturates</typeparam>
    /// <param name="bytes">little-endian elements of <paramref name="type"/>, without gaps</param>
    /// <param name="destination">as many values as there are elements</param>
    public static void Convert<T>(ReadOnlySpan<byte> bytes, ElementType type, Span<T> destination) where T : unmanaged, INumber<T>
    {
        if (bytes.Length != (long)destination.Length * type.Size())
            throw new ArgumentException($"{bytes.Length} bytes of {type} do not fill {destination.Length} values", nameof(destination));
        switch (type)
        {
            case ElementType.Bool or ElementType.UInt8: Cast<byte, T>(bytes, destination); break;
            case ElementType.Int8: Cast<sbyte, T>(bytes, destination); break;
            case ElementType.Int16: Cast<short, T>(bytes, destination); break;
            case ElementType.UInt16: Cast<ushort, T>(bytes, destination); break;
            case ElementType.Float16: Cast<Half, T>(bytes, destination); break;
            case ElementType.BFloat16: FromBFloat16(bytes, destination); break;
            case ElementType.Int32: Cast<int, T>(bytes, destination); break;
            case ElementType.UInt32: Cast<uint, T>(bytes, destination); break;
            case ElementType.Float32: Cast<float, T>(bytes, destination); break;
            case ElementType.Int64: Cast<long, T>(bytes, destination); break;
            case ElementType.UInt64: Cast<ulong, T>(bytes, destination); break;
            case ElementType.Float64: Cast<double, T>(bytes, destination); break;
            default: throw new InvalidInputException($"elements of type {type} cannot be converted to numbers");
        }
    }

    private static void Cast<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> destination)
        where TFrom : unmanaged, INumber<TFrom>
        where T : unmanaged, INumber<T>
    {
        if (typeof(TFrom) == typeof(T))
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }

        ReadOnlySpan<TFrom> from = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int i = 0; i < from.Length; i++)
            destination[i] = T.CreateSaturating(from[i]);
    }

    // bfloat16 is the upper half of a float32.
    private static void FromBFloat16<T>(ReadOnlySpan<byte> bytes, Span<T> destination) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<ushort> from = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (int i = 0; i < from.Length; i++)
            destination[i] = T.CreateSaturating(BitConverter.UInt32BitsToSingle((uint)from[i] << 16));
    }
}
