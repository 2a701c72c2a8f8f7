using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Modules by number: the first is registered as "0". Taking one out renames those behind it.</summary>
public class ModuleList<T> : nn.Module, IList<T> where T : nn.Module
{
    private readonly List<T> _list = [];

    public ModuleList(params T[] modules) : base(nameof(ModuleList<>)) => extend(modules);

    public T this[int index]
    {
        get => _list[index];
        set
        {
            _list[index] = value;
            Rename();
        }
    }

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public void Add(T item)
    {
        register_module(_list.Count.ToString(), item ?? throw new ArgumentNullException(nameof(item)));
        _list.Add(item);
    }

    public void append(params T[] parameters) => extend(parameters);

    public void extend(IEnumerable<T> modules)
    {
        foreach (T module in modules)
            Add(module);
    }

    public void Insert(int index, T item)
    {
        _list.Insert(index, item ?? throw new ArgumentNullException(nameof(item)));
        Rename();
    }

    public bool Remove(T item)
    {
        bool removed = _list.Remove(item);
        Rename();
        return removed;
    }

    public void RemoveAt(int index)
    {
        _list.RemoveAt(index);
        Rename();
    }

    public void Clear()
    {
        _list.Clear();
        ClearModules();
    }

    public bool Contains(T item) => _list.Contains(item);

    public int IndexOf(T item) => _list.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        // Members are registered as they come in.
    }

    private void Rename()
    {
        ClearModules();
        for (int i = 0; i < _list.Count; i++)
            register_module(i.ToString(), _list[i]);
    }
}
