using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with text or, when the key ends in "-bin", with bytes.</summary>
    public class Entry
    {
        private static readonly SearchValues<char> s_keyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

        private readonly string? _value;
        private readonly byte[]? _bytes;

        /// <param name="key">Letters, digits, dot, underscore, hyphen; made lower-case; ends in "-bin".</param>
        /// <param name="valueBytes">The value; copied.</param>
        public Entry(string key, byte[] valueBytes)
            : this(key, CopyOf(valueBytes), owned: true)
        {
        }

        /// <param name="key">Letters, digits, dot, underscore, hyphen; made lower-case; must not end in "-bin".</param>
        /// <param name="value">The value; ASCII.</param>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (IsBinaryKey(Key))
                throw new ArgumentException($"Metadata key '{key}' ends in \"{BinaryHeaderSuffix}\", so its value must be bytes.", nameof(key));
            _value = value;
        }

        internal Entry(string key, byte[] bytes, bool owned)
        {
            Key = Normalize(key);
            if (!IsBinaryKey(Key))
                throw new ArgumentException($"Metadata key '{key}' has bytes as value, so it must end in \"{BinaryHeaderSuffix}\".", nameof(key));
            _bytes = owned ? bytes : [.. bytes];
        }

        /// <summary>The key, lower-case.</summary>
        public string Key { get; }

        /// <summary>The text; not available on a binary entry.</summary>
        public string Value => _value ?? throw new InvalidOperationException($"Metadata entry '{Key}' is binary; read ValueBytes.");

        /// <summary>A copy of the bytes; of a text entry, its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _bytes];

        /// <summary>True when the value is bytes.</summary>
        public bool IsBinary => _bytes is not null;

        /// <summary>The bytes of a binary entry, without a copy.</summary>
        internal ReadOnlySpan<byte> Bytes => _bytes;

        /// <inheritdoc/>
        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_bytes!)}]"
            : $"[Entry: key={Key}, value={_value}]";

        internal static bool IsBinaryKey(string key) => key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        internal static bool IsValidKey(ReadOnlySpan<char> lowerKey) => lowerKey.Length > 0 && !lowerKey.ContainsAnyExcept(s_keyCharacters);

        private static string Normalize(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            if (IsValidKey(key)) return key;
            string lower = key.ToLowerInvariant();
            return IsValidKey(lower)
                ? lower
                : throw new ArgumentException($"Metadata key '{key}' may only hold letters, digits, dots, underscores and hyphens.", nameof(key));
        }

        private static byte[] CopyOf(byte[] bytes)
        {
            ArgumentNullException.ThrowIfNull(bytes);
            return [.. bytes];
        }
    }
}
