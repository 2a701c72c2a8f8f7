using System.Text;

namespace Grpc.Core;

/// <summary>One fact about the peer that the transport proved.</summary>
public class AuthProperty
{
    private readonly byte[] _bytes;

    private AuthProperty(string name, byte[] bytes)
    {
        Name = name;
        _bytes = bytes;
    }

    /// <summary>Name of the fact.</summary>
    public string Name { get; }

    /// <summary>The value as UTF-8 text.</summary>
    public string Value => Encoding.UTF8.GetString(_bytes);

    /// <summary>A copy of the value.</summary>
    public byte[] ValueBytes => [.. _bytes];

    /// <summary>Makes a property; the bytes are copied.</summary>
    public static AuthProperty Create(string name, byte[] valueBytes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(valueBytes);
        return new(name, [.. valueBytes]);
    }
}
