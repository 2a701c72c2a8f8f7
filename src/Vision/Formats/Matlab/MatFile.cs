using System.IO.Compression;
using System.Text;

namespace Fuse3D.Vision.Formats.Matlab;

/// <summary>The variables of a MATLAB file, level 5 (save -v6 and -v7), of either byte order.</summary>
/// <remarks>Files of -v7.3 are HDF5 and are refused. Sparse matrices, functions and objects of classes are named, not read.</remarks>
public sealed class MatFile
{
    /// <summary>The most that one compressed variable may take when unpacked.</summary>
    public const int MaxVariableBytes = 1 << 30;

    private const int HeaderBytes = 128, TextBytes = 116, EndianAt = 126;
    private readonly Dictionary<string, MatArray> _variables = new(StringComparer.Ordinal);
    private readonly string _name;

    private MatFile(string name) => _name = name;

    /// <summary>Names of the variables, in no order.</summary>
    public IReadOnlyCollection<string> Names => _variables.Keys;

    /// <exception cref="InvalidInputException">no such variable</exception>
    public MatArray this[string variable] => _variables.TryGetValue(variable, out MatArray? array)
        ? array
        : throw new InvalidInputException($"{_name}: no variable '{variable}'; it holds {string.Join(", ", Names.Order(StringComparer.Ordinal))}");

    public static MatFile Read(string path) => Decode(InputFile.ReadAll(path, Array.MaxLength), path);

    /// <param name="file">a whole file; kept</param>
    /// <param name="name">what it is called in errors</param>
    public static MatFile Decode(byte[] file, string name)
    {
        bool swapped = IsSwapped(file, name);
        var read = new MatFile(name);
        var elements = new MatReader(file.AsMemory(HeaderBytes), swapped, name);
        while (!elements.AtEnd)
        {
            if (NextVariable(elements, swapped, name) is { } variable && variable.Name.Length > 0)
                read._variables[variable.Name] = variable;
        }

        return read;
    }

    private static MatArray? NextVariable(MatReader elements, bool swapped, string name)
    {
        MatElement element = elements.Next();
        if (element.Type == MatElement.Compressed)
            return new MatReader(Unpack(element.Bytes, name), swapped, name).NextArray();
        if (element.Type == MatElement.Matrix)
            return MatReader.ArrayOf(element, swapped, name);
        throw new InvalidInputException($"{name}: damaged MATLAB file: an element of type {element.Type} where a variable belongs");
    }

    private static bool IsSwapped(byte[] file, string name)
    {
        string text = Encoding.Latin1.GetString(file, 0, Math.Min(file.Length, TextBytes)).TrimEnd('\0', ' ');
        if (text.StartsWith("MATLAB 7.3", StringComparison.Ordinal))
            throw new InvalidInputException($"{name}: a MATLAB 7.3 file (HDF5), which is not read; save it with -v7");
        if (file.Length < HeaderBytes)
            throw new InvalidInputException($"{name}: {file.Length} bytes; a MATLAB file starts with a header of {HeaderBytes}");
        return (file[EndianAt], file[EndianAt + 1]) switch
        {
            ((byte)'I', (byte)'M') => !BitConverter.IsLittleEndian,
            ((byte)'M', (byte)'I') => BitConverter.IsLittleEndian,
            _ => throw new InvalidInputException($"{name}: no MATLAB file of level 5 (bytes {EndianAt} and {EndianAt + 1} are not IM or MI)"),
        };
    }

    // Memory grows with what arrives.
    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed, string name)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var unpacked = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = zlib.Read(buffer)) > 0; unpacked.Write(buffer, 0, read))
            {
                if (unpacked.Length + read > MaxVariableBytes)
                    throw new InvalidInputException($"{name}: a variable unpacks to more than {MaxVariableBytes} bytes");
            }

            return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new InvalidInputException($"{name}: damaged MATLAB file: {e.Message}", innerException: e);
        }
    }
}
