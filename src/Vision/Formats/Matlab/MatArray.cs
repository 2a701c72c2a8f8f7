using System.Text;

namespace Fuse3D.Vision.Formats.Matlab;

/// <summary>An array of a MATLAB file. Elements are column by column, as MATLAB keeps them.</summary>
public sealed class MatArray
{
    private readonly string _file;
    private readonly MatArray[] _children;      // of a cell array its elements; of a struct array element by element, its fields
    private readonly MatElement _data;

    internal MatArray(string file, string name, MatClass kind, int[] dimensions, int count, MatElement data, MatArray[] children, string[] fields)
    {
        (_file, Name, Class, Dimensions, Count) = (file, name, kind, dimensions, count);
        (_data, _children, Fields) = (data, children, fields);
    }

    /// <summary>Of the variable; empty inside cells and structs.</summary>
    public string Name { get; }

    public MatClass Class { get; }

    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>Product of the dimensions.</summary>
    public int Count { get; }

    /// <summary>Field names of a struct array.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <summary>Elements of a cell array.</summary>
    /// <exception cref="InvalidInputException">it is none</exception>
    public IReadOnlyList<MatArray> Cells => Class == MatClass.Cell ? _children : throw Wrong("a cell array");

    /// <summary>Every number, column by column; of a complex array the real parts.</summary>
    /// <exception cref="InvalidInputException">it holds no numbers</exception>
    public double[] Numbers() => Class is >= MatClass.Double and <= MatClass.UInt64 ? _data.Numbers() : throw Wrong("an array of numbers");

    /// <summary>Numbers, as many as said.</summary>
    public double[] Numbers(int count) => Numbers() is { } numbers && numbers.Length == count ? numbers : throw Wrong($"{count} numbers");

    /// <summary>The characters of a char array, column by column; of a text that is one row.</summary>
    /// <exception cref="InvalidInputException">it is no char array</exception>
    public string Text() => Class == MatClass.Char ? _data.Text() : throw Wrong("text");

    /// <summary>A field of one element of a struct array.</summary>
    /// <exception cref="InvalidInputException">it is no struct array, or has no such field</exception>
    public MatArray Field(int element, string name) => TryField(element, name)
        ?? throw new InvalidInputException($"{_file}: {Described()} has no field '{name}'; it has {string.Join(", ", Fields)}");

    /// <summary>A field that may be absent.</summary>
    /// <exception cref="InvalidInputException">it is no struct array</exception>
    public MatArray? TryField(int element, string name)
    {
        if (Class is not (MatClass.Struct or MatClass.Object))
            throw Wrong("a struct");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)element, (uint)Count, nameof(element));
        for (int f = 0; f < Fields.Count; f++)
        {
            if (Fields[f] == name)
                return _children[element * Fields.Count + f];
        }

        return null;
    }

    private InvalidInputException Wrong(string wanted) => new($"{_file}: {Described()} where {wanted} belongs");

    private string Described() => new StringBuilder(Name.Length > 0 ? $"'{Name}', " : "")
        .Append("an array of ").Append(Class).Append(" [").AppendJoin(" x ", Dimensions).Append(']').ToString();
}
