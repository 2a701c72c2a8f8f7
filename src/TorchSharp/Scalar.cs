using System.Globalization;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number that goes to an operator; it takes the tensor's element type where it can.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(Tag tag, long bits, ScalarType type) => (Tag, Bits, Type) = (tag, bits, type);

    internal Scalar(double value, ScalarType type) : this(Tag.Double, BitConverter.DoubleToInt64Bits(value), type) { }

    internal Scalar(long value, ScalarType type) : this(Tag.Int, value, type) { }

    internal Scalar(bool value) : this(Tag.Bool, value ? 1 : 0, ScalarType.Bool) { }

    public ScalarType Type { get; }

    internal Tag Tag { get; }

    internal long Bits { get; }

    internal double AsDouble => Tag == Tag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long AsLong => Tag == Tag.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    public static implicit operator Scalar(byte value) => new(value, ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => new(value, ScalarType.Int8);
    public static implicit operator Scalar(short value) => new(value, ScalarType.Int16);
    public static implicit operator Scalar(int value) => new(value, ScalarType.Int32);
    public static implicit operator Scalar(long value) => new(value, ScalarType.Int64);
    public static implicit operator Scalar(Half value) => new((double)value, ScalarType.Float16);
    public static implicit operator Scalar(float value) => new(value, ScalarType.Float32);
    public static implicit operator Scalar(double value) => new(value, ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(value);

    /// <summary>Holds nothing native; here because upstream's does.</summary>
    public void Dispose() { }

    public override string ToString() => Tag switch
    {
        Tag.Double => AsDouble.ToString(CultureInfo.InvariantCulture),
        Tag.Bool => Bits != 0 ? "true" : "false",
        _ => Bits.ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>Reads a <see cref="Scalar"/> and makes one where no implicit conversion applies.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)Read(value).AsDouble;
    public static double ToDouble(this Scalar value) => Read(value).AsDouble;
    public static int ToInt32(this Scalar value) => checked((int)Read(value).AsLong);
    public static long ToInt64(this Scalar value) => Read(value).AsLong;
    public static bool ToBoolean(this Scalar value) => Read(value).AsDouble != 0;

    private static Scalar Read(Scalar value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}
