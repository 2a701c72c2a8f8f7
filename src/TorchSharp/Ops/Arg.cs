using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Native;

namespace TorchSharp.Ops;

/// <summary>One argument of an operator; converts from everything that a schema can ask for.</summary>
internal readonly struct Arg
{
    private readonly Tag _tag;
    private readonly long _bits;

    private Arg(Tag tag, long bits = 0, object? owner = null) => (_tag, _bits, Owner) = (tag, bits, owner);

    /// <summary>What must stay alive until the call has returned.</summary>
    internal object? Owner { get; }

    /// <summary>"None" of the schema: an absent optional.</summary>
    public static Arg None => new(Tag.None);

    /// <summary>The schema's default.</summary>
    public static Arg Default => new(Tag.Default);

    public static Arg Tensors(IEnumerable<torch.Tensor> tensors) => new(Tag.Tensors, owner: tensors as torch.Tensor[] ?? [.. tensors]);

    /// <summary>Tensor?[]: null means the whole dimension.</summary>
    public static Arg OptionalTensors(torch.Tensor?[] tensors) => new(Tag.OptionalTensors, owner: tensors);

    public static Arg Ints(ReadOnlySpan<long> values) => new(Tag.Ints, owner: values.ToArray());

    public static implicit operator Arg(torch.Tensor? tensor) => tensor is null ? None : new(Tag.Tensor, owner: tensor);
    public static implicit operator Arg(torch.Tensor[] tensors) => new(Tag.Tensors, owner: tensors);
    public static implicit operator Arg(int value) => new(Tag.Int, value);
    public static implicit operator Arg(long value) => new(Tag.Int, value);
    public static implicit operator Arg(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Arg(long? value) => value is { } given ? given : None;
    public static implicit operator Arg(double? value) => value is { } given ? given : None;
    public static implicit operator Arg(bool? value) => value is { } given ? given : None;
    public static implicit operator Arg(long[]? values) => values is null ? None : new(Tag.Ints, owner: values);
    public static implicit operator Arg(double[]? values) => values is null ? None : new(Tag.Doubles, owner: values);
    public static implicit operator Arg(bool[]? values) => values is null ? None : new(Tag.Bools, owner: values);
    public static implicit operator Arg(string? text) => text is null ? None : new(Tag.String, owner: Encoding.UTF8.GetBytes(text));
    public static implicit operator Arg(torch.ScalarType type) => new(Tag.Int, (long)type);
    public static implicit operator Arg(torch.ScalarType? type) => type is { } given ? given : None;
    public static implicit operator Arg(torch.Device? device) => device is null ? None : new(Tag.Device, (long)device.type, device);
    public static implicit operator Arg(torch.Generator? generator) => generator is null ? None : new(Tag.Generator, owner: generator);
    public static implicit operator Arg(Scalar? scalar) => scalar is null ? None : new(scalar.Tag, scalar.Bits);

    /// <summary>How many 8-byte words of scratch memory <see cref="Write"/> needs.</summary>
    internal int Words => Owner switch
    {
        long[] or double[] or torch.Tensor?[] => ((Array)Owner).Length,
        bool[] flags => (flags.Length + 7) / 8,
        byte[] text => (text.Length + 7) / 8,
        _ => 0,
    };

    /// <summary>Fills in the native form; lists are copied to the scratch memory.</summary>
    internal unsafe void Write(ref TsVal value, long* scratch)
    {
        value = new TsVal { Tag = _tag, Int = _bits };
        switch (Owner)
        {
            case null: break;
            case torch.Tensor tensor: value.Pointer = tensor.Handle; break;
            case torch.Device device: value.Length = device.index; break;
            case torch.Generator generator: value.Pointer = generator.Handle; break;
            case torch.Tensor?[] tensors: WriteHandles(tensors, ref value, scratch); break;
            case long[] items: Copy(MemoryMarshal.AsBytes<long>(items), items.Length, ref value, scratch); break;
            case double[] items: Copy(MemoryMarshal.AsBytes<double>(items), items.Length, ref value, scratch); break;
            case bool[] items: Copy(MemoryMarshal.AsBytes<bool>(items), items.Length, ref value, scratch); break;
            case byte[] text: Copy(text, text.Length, ref value, scratch); break;
        }
    }

    private static unsafe void Copy(ReadOnlySpan<byte> from, int count, ref TsVal value, long* scratch)
    {
        from.CopyTo(new Span<byte>(scratch, from.Length));
        value.Length = count;
        value.Pointer = (nint)scratch;
    }

    private unsafe void WriteHandles(torch.Tensor?[] tensors, ref TsVal value, long* scratch)
    {
        for (int i = 0; i < tensors.Length; i++)
            scratch[i] = tensors[i] is { } tensor ? tensor.Handle
                : _tag == Tag.OptionalTensors ? 0
                : throw new ArgumentNullException($"tensors[{i}]");
        value.Length = tensors.Length;
        value.Pointer = (nint)scratch;
    }
}
