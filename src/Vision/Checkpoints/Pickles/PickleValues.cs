using System.Collections;

namespace Fuse3D.Vision.Checkpoints.Pickles;

/// <summary>A list or a set of a pickle, in the order it was written.</summary>
public sealed class PickleList : IReadOnlyList<object?>
{
    private readonly List<object?> _items = [];

    public int Count => _items.Count;

    public object? this[int index] => _items[index];

    public IEnumerator<object?> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void AddRange(ReadOnlySpan<object?> items) => _items.AddRange(items);
}

/// <summary>A tuple of a pickle.</summary>
/// <param name="items">kept</param>
public sealed class PickleTuple(object?[] items) : IReadOnlyList<object?>
{
    public int Count => items.Length;

    public object? this[int index] => items[index];

    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>An object of a class whose objects are nothing but named values, such as argparse.Namespace. No code of the class exists here.</summary>
/// <param name="ClassName">module and name</param>
public sealed record PickleObject(string ClassName)
{
    /// <summary>Its attributes by name.</summary>
    public PickleDictionary Attributes { get; } = new();
}

/// <summary>A class or function of Python that is only named: a type of element, a class that arguments are compared with.</summary>
/// <param name="Name">module and name</param>
public sealed record PickleName(string Name);
