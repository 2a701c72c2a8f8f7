using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules by name, in the order they came in.</summary>
public class ModuleDict<T>() : nn.Module(nameof(ModuleDict<>)), IDictionary<string, T>, IList<(string, T)> where T : nn.Module
{
    private readonly OrderedDictionary<string, T> _members = [];

    public int Count => _members.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _members.Keys;

    public ICollection<T> Values => _members.Values;

    public (string, T) this[int index]
    {
        get => (_members.GetAt(index).Key, _members.GetAt(index).Value);
        set
        {
            _members.RemoveAt(index);
            _members.Insert(index, value.Item1, value.Item2);
            Rename();
        }
    }

    public T this[string key]
    {
        get => _members[key];
        set
        {
            _members[key] = value;
            Rename();
        }
    }

    public void clear() => Clear();

    public IEnumerator<(string, T)> items() => GetEnumerator();

    public IEnumerable<string> keys() => _members.Keys;

    public IEnumerable<T> values() => _members.Values;

    public void Add(string key, T value)
    {
        register_module(key, value ?? throw new ArgumentNullException(nameof(value)));
        _members.Add(key, value);
    }

    public void Add((string, T) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

    public void Insert(int index, (string, T) item)
    {
        _members.Insert(index, item.Item1, item.Item2);
        Rename();
    }

    public bool Remove(string key)
    {
        bool removed = _members.Remove(key);
        Rename();
        return removed;
    }

    public bool Remove((string, T) item) => Contains(item) && Remove(item.Item1);

    public bool Remove(KeyValuePair<string, T> item) => Contains(item) && Remove(item.Key);

    public void RemoveAt(int index)
    {
        _members.RemoveAt(index);
        Rename();
    }

    public void Clear()
    {
        _members.Clear();
        ClearModules();
    }

    public bool Contains((string, T) item) => _members.TryGetValue(item.Item1, out T? member) && ReferenceEquals(member, item.Item2);

    public bool Contains(KeyValuePair<string, T> item) => Contains((item.Key, item.Value));

    public bool ContainsKey(string key) => _members.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _members.TryGetValue(key, out value);

    public int IndexOf((string, T) item) => Contains(item) ? _members.IndexOf(item.Item1) : -1;

    public void CopyTo((string, T)[] array, int arrayIndex) =>
        _members.Select(pair => (pair.Key, pair.Value)).ToArray().CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) => _members.ToArray().CopyTo(array, arrayIndex);

    public IEnumerator<(string, T)> GetEnumerator() => _members.Select(pair => (pair.Key, pair.Value)).GetEnumerator();

    IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        // Members are registered as they come in.
    }

    private void Rename()
    {
        ClearModules();
        foreach (var (key, member) in _members)
            register_module(key, member);
    }
}
