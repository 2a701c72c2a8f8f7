using System.Globalization;
using System.Text;

namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>Reads the text header of a point-cloud file line by line, up to 64 KiB.</summary>
internal ref struct HeaderLines(ReadOnlySpan<byte> file, string name)
{
    private const int MaxBytes = 1 << 16;
    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>Where the next line starts.</summary>
    public int Position { get; private set; }

    /// <summary>Number of the line last read, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The words of the next line.</summary>
    public string[] Next()
    {
        ReadOnlySpan<byte> rest = _file[Position..Math.Min(_file.Length, MaxBytes)];
        int end = rest.IndexOf((byte)'\n');
        if (end < 0)
            throw new InvalidInputException($"{name}, line {Line + 1}: the header does not end within {MaxBytes} bytes (truncated?)");
        Position += end + 1;
        Line++;
        return Encoding.UTF8.GetString(rest[..end]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A whole number from 0 on.</summary>
    public readonly long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        ? number
        : throw Bad($"'{text}' is not a whole number");

    public readonly InvalidInputException Bad(string what) => new($"{name}, line {Line}: {what}");
}
