using System.Buffers.Binary;
using System.Text;

namespace Fuse3D.Vision.Tests.Checkpoints;

/// <summary>A Python dictionary, or with a class name an object of it: OrderedDict, Counter, Namespace.</summary>
internal sealed record PyItems(string? ClassName, params (object Key, object? Value)[] Items)
{
    public const string OrderedClass = "collections OrderedDict", NamespaceClass = "argparse Namespace", CounterClass = "collections Counter";

    public static PyItems Plain(params (object Key, object? Value)[] items) => new(null, items);

    public static PyItems Ordered(IEnumerable<(object Key, object? Value)> items) => new(OrderedClass, [.. items]);

    public static PyItems Namespace(params (object Key, object? Value)[] items) => new(NamespaceClass, items);
}

/// <summary>Writes pickles of protocol 2 as Python does, for tests: values, and tensors by persistent ids.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _out = new();

    /// <param name="value">null, bool, int, long, double, string, object[] (a tuple), List (a list), <see cref="PyItems"/>, <see cref="PyTensor"/></param>
    /// <param name="legacy">persistent ids end with the view's place, None</param>
    public static byte[] Write(object? value, bool legacy = false)
    {
        PickleWriter writer = new();
        writer._out.Write([0x80, 2]);
        writer.Value(value, legacy);
        writer._out.WriteByte((byte)'.');
        return writer._out.ToArray();
    }

    /// <summary>A raw pickled whole number of any length.</summary>
    public static byte[] Number(ReadOnlySpan<byte> littleEndian) => [0x80, 2, 0x8A, (byte)littleEndian.Length, .. littleEndian, (byte)'.'];

    private void Value(object? value, bool legacy)
    {
        switch (value)
        {
            case null: _out.WriteByte((byte)'N'); break;
            case bool truth: _out.WriteByte((byte)(truth ? 0x88 : 0x89)); break;
            case int number: Whole(number); break;
            case long number: Whole(number); break;
            case double number: Float(number); break;
            case string text: Text(text); break;
            case object?[] tuple: Several('(', tuple, 't', legacy); break;
            case IReadOnlyList<object?> list: _out.WriteByte((byte)']'); Several('(', list, 'e', legacy); break;
            case PyItems items: Items(items, legacy); break;
            case PyTensor tensor: Tensor(tensor, legacy); break;
            default: throw new ArgumentException($"{value.GetType()} cannot be pickled here", nameof(value));
        }
    }

    // A dictionary; OrderedDict() that is then filled; Counter(dictionary); a Namespace whose state is a dictionary.
    private void Items(PyItems items, bool legacy)
    {
        bool ordered = items.ClassName == PyItems.OrderedClass, space = items.ClassName == PyItems.NamespaceClass;
        if (items.ClassName is { } name)
            Global(name);
        if (ordered)
            _out.Write(")R"u8);
        else if (space)
            _out.Write([(byte)')', 0x81]);
        if (!ordered)
            _out.WriteByte((byte)'}');
        Several('(', [.. items.Items.SelectMany(item => new[] { item.Key, item.Value })], 'u', legacy);
        if (space)
            _out.WriteByte((byte)'b');
        else if (!ordered && items.ClassName is not null)
            _out.Write([0x85, (byte)'R']);
    }

    private void Tensor(PyTensor tensor, bool legacy)
    {
        Global("torch._utils _rebuild_tensor_v2");
        _out.WriteByte((byte)'(');
        StorageId(tensor.Storage, legacy);
        Value(tensor.Offset, legacy);
        Value(tensor.Shape.Cast<object?>().ToArray(), legacy);
        Value(tensor.Strides.Cast<object?>().ToArray(), legacy);
        Value(false, legacy);
        Value(PyItems.Ordered([]), legacy);
        _out.Write("tR"u8);
    }

    private void StorageId(PyStorage storage, bool legacy)
    {
        _out.WriteByte((byte)'(');
        Text("storage");
        Global($"torch {storage.TypeName}");
        Text(storage.Key);
        Text("cpu");
        Whole(storage.Count);
        if (legacy)
            Value(storage.View, legacy);
        _out.Write("tQ"u8);
    }

    private void Several(char begin, IReadOnlyList<object?> values, char end, bool legacy)
    {
        _out.WriteByte((byte)begin);
        foreach (object? value in values)
            Value(value, legacy);
        _out.WriteByte((byte)end);
    }

    private void Global(string moduleAndName) => _out.Write(Encoding.ASCII.GetBytes($"c{moduleAndName.Replace(' ', '\n')}\n"));

    private void Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _out.WriteByte((byte)'X');
        _out.Write(BitConverter.GetBytes(bytes.Length));
        _out.Write(bytes);
    }

    private void Whole(long number)
    {
        _out.Write([0x8A, 8]);
        _out.Write(BitConverter.GetBytes(number));
    }

    private void Float(double number)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], number);
        _out.Write(bytes);
    }
}
