using System.Buffers;
using System.Text;

namespace Grpc.Core.Wire;

/// <summary>The percent encoding of <c>grpc-message</c>: printable ASCII but '%' stays, every other byte of the UTF-8 becomes %XX.</summary>
internal static class StatusText
{
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c).Where(c => c != '%')]);

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(s_plain)) return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (b < 0x80 && s_plain.Contains((char)b)) encoded.Append((char)b);
            else encoded.Append('%').Append(Digit(b >> 4)).Append(Digit(b & 15));
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: an escape that is none stays as it is, bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%')) return text;
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[length++] = Convert.ToByte(text.Substring(i + 1, 2), 16);
                i += 2;
            }
            else
            {
                int pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                length += Encoding.UTF8.GetBytes(text.AsSpan(i, pair), bytes.AsSpan(length));
                i += pair - 1;
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static char Digit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
