using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Parameters by number: the first is registered as "0". Taking one out renames those behind it.</summary>
public class ParameterList : nn.Module, IList<Parameter>
{
    private readonly List<Parameter> _list = [];

    public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => extend(parameters);

    public Parameter this[int index]
    {
        get => _list[index];
        set
        {
            _list[index] = value;
            ConditionallyRegisterParameter(index.ToString(), value);
        }
    }

    public int Count => _list.Count;

    public bool IsReadOnly => false;

    public void Add(Parameter item)
    {
        register_parameter(_list.Count.ToString(), item);
        _list.Add(item);
    }

    public void append(params Parameter[] parameters) => extend(parameters);

    public void extend(IEnumerable<Parameter> parameters)
    {
        foreach (Parameter parameter in parameters)
            Add(parameter);
    }

    public void Insert(int index, Parameter item) => Change(list => list.Insert(index, item));

    public void RemoveAt(int index) => Change(list => list.RemoveAt(index));

    public void Clear() => Change(list => list.Clear());

    public bool Remove(Parameter item)
    {
        int index = IndexOf(item);
        if (index >= 0)
            RemoveAt(index);
        return index >= 0;
    }

    // Tensors compare element by element; a parameter is in the list if it is this very one.
    public int IndexOf(Parameter item) => _list.FindIndex(member => ReferenceEquals(member, item));

    public bool Contains(Parameter item) => IndexOf(item) >= 0;

    public void CopyTo(Parameter[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    protected override void RegisterComponents()
    {
        // Members are registered as they come in.
    }

    private void Change(Action<List<Parameter>> change)
    {
        for (int i = 0; i < _list.Count; i++)
            ConditionallyRegisterParameter(i.ToString(), null);
        change(_list);
        for (int i = 0; i < _list.Count; i++)
            ConditionallyRegisterParameter(i.ToString(), _list[i]);
    }
}
