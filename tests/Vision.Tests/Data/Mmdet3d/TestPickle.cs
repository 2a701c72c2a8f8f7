using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Fuse3D.Vision.Tests.Data.Mmdet3d;

/// <summary>Writes pickles of protocol 3, as Python would: dictionaries, lists, text, numbers and NumPy arrays.</summary>
internal static class TestPickle
{
    /// <param name="value">Dictionary of text keys, list or array, string, number, bool, null, or a float64 array [n, m]</param>
    public static byte[] Of(object? value)
    {
        var file = new MemoryStream();
        file.Write([0x80, 3]);
        Write(file, value);
        file.WriteByte((byte)'.');
        return file.ToArray();
    }

    private static void Write(Stream to, object? value)
    {
        switch (value)
        {
            case null: to.WriteByte((byte)'N'); break;
            case bool flag: to.WriteByte((byte)(flag ? 0x88 : 0x89)); break;
            case string text: Write(to, 'X', Encoding.UTF8.GetBytes(text)); break;
            case int number: WriteInteger(to, number); break;
            case double number: WriteDouble(to, number); break;
            case double[,] array: WriteArray(to, array); break;
            case string[] names: WriteObjects(to, names); break;
            case IReadOnlyDictionary<string, object?> dictionary:
                to.Write("}("u8);
                foreach ((string key, object? item) in dictionary)
                {
                    Write(to, key);
                    Write(to, item);
                }

                to.WriteByte((byte)'u');
                break;
            case System.Collections.IEnumerable list:
                to.Write("]("u8);
                foreach (object? item in list)
                    Write(to, item);
                to.WriteByte((byte)'e');
                break;
            default: throw new ArgumentException($"no pickle of {value.GetType()}", nameof(value));
        }
    }

    private static void WriteInteger(Stream to, int number)
    {
        var bytes = new byte[5];
        bytes[0] = (byte)'J';
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), number);
        to.Write(bytes);
    }

    private static void WriteDouble(Stream to, double number)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), number);
        to.Write(bytes);
    }

    private static void Write(Stream to, char opcode, ReadOnlySpan<byte> bytes)
    {
        var length = new byte[5];
        length[0] = (byte)opcode;
        BinaryPrimitives.WriteInt32LittleEndian(length.AsSpan(1), bytes.Length);
        to.Write(length);
        to.Write(bytes);
    }

    private static void WriteArray(Stream to, double[,] array)
    {
        BeginArray(to, "f8", "<", array.GetLength(0), array.GetLength(1));
        Write(to, 'B', MemoryMarshal.AsBytes<double>(array.Cast<double>().ToArray()));
        to.Write("tb"u8);
    }

    private static void WriteObjects(Stream to, string[] names)
    {
        BeginArray(to, "O8", "|", names.Length);
        Write(to, (object)names.ToList());
        to.Write("tb"u8);
    }

    // _reconstruct(ndarray, (0,), b'b'), then the state up to its content: (1, shape, dtype, False, ...
    private static void BeginArray(Stream to, string kind, string order, params int[] shape)
    {
        to.Write("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\u0001btR("u8);
        to.Write([(byte)'K', 1, (byte)'(']);
        foreach (int size in shape)
            WriteInteger(to, size);
        to.Write("tcnumpy\ndtype\n("u8);
        Write(to, kind);
        to.Write([0x89, 0x88]);
        to.Write("tR(K\u0003"u8);
        Write(to, order);
        to.Write("NNN"u8);
        WriteInteger(to, -1);
        WriteInteger(to, -1);
        to.Write([(byte)'K', kind[0] == 'O' ? (byte)63 : (byte)0, (byte)'t', (byte)'b', 0x89]);
    }
}
