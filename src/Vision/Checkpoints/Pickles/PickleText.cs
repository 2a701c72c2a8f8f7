using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>Text as the older protocols write it.</summary>
internal static partial class PickleText
{
    /// <summary>Text of Python 2, whose bytes are its characters.</summary>
    public static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>Latin-1 with \uXXXX and \UXXXXXXXX for what it lacks.</summary>
    public static string Unicode(string line) => LongEscape().Replace(line, match =>
        int.Parse(match.Value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is var code && Rune.IsValid(code)
            ? new Rune(code).ToString()
            : match.Value.Length == 6 ? ((char)code).ToString() : match.Value);

    /// <summary>A Python literal in quotes; null when it is none.</summary>
    public static string? Quoted(string line)
    {
        if (line.Length < 2 || line[0] is not ('\'' or '"') || line[^1] != line[0])
            return null;
        return Escape().Replace(line[1..^1], match => match.Value[1] switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            'x' => ((char)int.Parse(match.Value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString(),
            var other => other.ToString(),
        });
    }

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}", RegexOptions.NonBacktracking)]
    private static partial Regex LongEscape();

    [GeneratedRegex(@"\\(x[0-9a-fA-F]{2}|[^x])", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
