using System.Buffers.Text;
using System.Text;

namespace Fuse3D.Vision.Formats.PointClouds;

/// <summary>Numbers between white space, with the line they are on.</summary>
internal ref struct TextNumbers(ReadOnlySpan<byte> text, int start, int line, string name)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at = start;

    /// <summary>Line of the next number, counted from 1.</summary>
    public int Line { get; private set; } = line;

    public double Next()
    {
        ReadOnlySpan<byte> word = NextWord();
        if (Utf8Parser.TryParse(word, out double value, out int used) && used == word.Length)
            return value;
        return Word(word) switch
        {
            "nan" or "-nan" => double.NaN,
            "inf" or "+inf" or "infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            string other => throw new InvalidInputException(other.Length == 0
                ? $"{name}, line {Line}: the file ends where a number belongs (truncated?)"
                : $"{name}, line {Line}: '{other}' is not a number"),
        };
    }

    private ReadOnlySpan<byte> NextWord()
    {
        while (_at < _text.Length && _text[_at] <= ' ')
            Line += _text[_at++] == '\n' ? 1 : 0;
        int from = _at;
        while (_at < _text.Length && _text[_at] > ' ')
            _at++;
        return _text[from.._at];
    }

    private static string Word(ReadOnlySpan<byte> word) => Encoding.UTF8.GetString(word[..Math.Min(word.Length, 40)]).ToLowerInvariant();
}
