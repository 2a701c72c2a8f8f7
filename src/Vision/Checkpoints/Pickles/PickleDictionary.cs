using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>A dictionary of a pickle, in the order it was written. Keys are text, numbers, true and false, bytes or None.</summary>
public sealed class PickleDictionary : IReadOnlyCollection<KeyValuePair<object?, object?>>
{
    private readonly List<KeyValuePair<object?, object?>> _items = [];
    private readonly Dictionary<Key, int> _places = [];

    public int Count => _items.Count;

    /// <summary>The value under a text key.</summary>
    /// <exception cref="InvalidInputException">there is none; the message lists some that are there</exception>
    public object? this[string key] => TryGetValue(key, out object? value)
        ? value
        : throw new InvalidInputException($"no key '{key}'; there are {string.Join(", ", _items.Take(20).Select(item => item.Key))}", key);

    /// <param name="key">text, long, BigInteger, double, bool, byte[] or null, as the values of a pickle are</param>
    public bool TryGetValue(object? key, out object? value)
    {
        bool found = _places.TryGetValue(new(key), out int place);
        value = found ? _items[place].Value : null;
        return found;
    }

    /// <summary>The value under a key when it is there and of this type.</summary>
    public bool TryGet<T>(object? key, [NotNullWhen(true)] out T? value) where T : notnull
    {
        value = TryGetValue(key, out object? found) && found is T typed ? typed : default;
        return value is not null;
    }

    public IEnumerator<KeyValuePair<object?, object?>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static bool IsKey(object? key) => key is null or string or long or double or bool or BigInteger or byte[];

    // As in Python, a key that is set again keeps its place.
    internal void Set(object? key, object? value)
    {
        if (_places.TryGetValue(new(key), out int place))
        {
            _items[place] = KeyValuePair.Create(key, value);
            return;
        }

        _places.Add(new(key), _items.Count);
        _items.Add(KeyValuePair.Create(key, value));
    }

    // Numbers are mixed with a seed of the process, so that no file can be made whose keys all fall together.
    private readonly struct Key(object? value) : IEquatable<Key>
    {
        private readonly object? _value = value;

        public bool Equals(Key other) => _value is byte[] bytes && other._value is byte[] others
            ? bytes.AsSpan().SequenceEqual(others)
            : Equals(_value, other._value);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            HashCode hash = default;
            switch (_value)
            {
                case string text: return text.GetHashCode(StringComparison.Ordinal);
                case long number: hash.AddBytes(BitConverter.GetBytes(number)); break;
                case double number: hash.AddBytes(BitConverter.GetBytes(number)); break;
                case BigInteger number: hash.AddBytes(number.ToByteArray()); break;
                case byte[] bytes: hash.AddBytes(bytes); break;
                default: hash.Add(_value is true); break;
            }

            return hash.ToHashCode();
        }
    }
}
