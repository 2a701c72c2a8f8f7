using System.Buffers;

namespace Grpc.Core.Wire;

/// <summary>How metadata entries look as HTTP headers: text as it is, bytes as base64 without padding.</summary>
internal static class MetadataText
{
    private static readonly SearchValues<char> s_valueCharacters =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c), '\t']);

    /// <summary>True for headers that belong to the protocol and are neither taken from nor shown to an application.</summary>
    public static bool IsReserved(ReadOnlySpan<char> name) => name switch
    {
        [] or [':', ..] => true,
        "content-type" or "te" or "host" or "connection" or "keep-alive" or "transfer-encoding" or "upgrade" or "content-length" => true,
        "grpc-status" or "grpc-message" or "grpc-encoding" or "grpc-accept-encoding" or "grpc-timeout" => true,
        Metadata.CompressionRequestKey => true,
        _ => IsReservedInOtherCase(name),
    };

    /// <summary>The header's value; INTERNAL when it holds what a header cannot carry.</summary>
    public static string ToHeader(Metadata.Entry entry)
    {
        if (entry.IsBinary) return Convert.ToBase64String(entry.Bytes).TrimEnd('=');
        return entry.Value.AsSpan().ContainsAnyExcept(s_valueCharacters)
            ? throw new RpcException(new(
                StatusCode.Internal, $"Metadata '{entry.Key}' holds a character that is not printable ASCII; use a \"-bin\" key."))
            : entry.Value;
    }

    /// <summary>Adds a received header; a binary one may hold several values joined by commas. False when its base64 is damaged.</summary>
    public static bool TryAdd(Metadata metadata, string name, string value)
    {
        if (!Metadata.Entry.IsBinaryKey(name))
        {
            if (IsUsableKey(name)) metadata.Add(new Metadata.Entry(name, value));
            return true;
        }

        foreach (Range part in value.AsSpan().Split(','))
        {
            if (!TryDecode(value.AsSpan()[part].Trim(), out byte[] bytes)) return false;
            if (IsUsableKey(name)) metadata.Add(new Metadata.Entry(name, bytes, owned: true));
        }

        return true;
    }

    /// <summary>Reads base64 with or without padding.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        ReadOnlySpan<char> digits = text.TrimEnd('=');
        if (text.Length - digits.Length > 2 || digits.Length % 4 == 1) return false;
        Span<char> padded = new char[(digits.Length + 3) / 4 * 4];
        padded.Fill('=');
        digits.CopyTo(padded);
        byte[] decoded = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(padded, decoded, out int length)) return false;
        bytes = decoded.Length == length ? decoded : decoded[..length];
        return true;
    }

    // HTTP allows more in a header's name than gRPC does in a key; such headers come from proxies and are of no interest to a handler.
    private static bool IsUsableKey(string name) => Metadata.Entry.IsValidKey(name.ToLowerInvariant());

    private static bool IsReservedInOtherCase(ReadOnlySpan<char> name)
    {
        if (name.Length > 32 || !name.ContainsAnyInRange('A', 'Z')) return false;
        Span<char> lower = stackalloc char[name.Length];
        name.ToLowerInvariant(lower);
        return IsReserved(lower);
    }
}
