using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Modules one after the other, named "0", "1", ... unless named otherwise. It owns them, and frees what passes between them.
/// </summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> _steps = [];

    protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, module) in modules)
            append(name, module);
    }

    protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules)
            append(module);
    }

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => _steps[index].Module;

    /// <summary>A sequence of the same modules from start up to end.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index] => this[(index.start ?? 0)..(index.end ?? Count)];

    /// <inheritdoc cref="this[ValueTuple{int?, int?}]"/>
    [IndexerName("SequentialItems")]
    public Sequential this[Range index]
    {
        get
        {
            Sequential part = nn.Sequential();
            foreach (var (name, module) in _steps[index])
                part.append(name, module);
            return part;
        }
    }

    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        ArgumentNullException.ThrowIfNull(module);
        register_module(name, (nn.Module)module);
        _steps.Add((name, module));
        return this;
    }

    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(_steps.Count.ToString(), module);

    public override Tensor forward(Tensor input)
    {
        if (Count == 0)
            return input.alias();
        Tensor current = input;
        foreach (var (_, module) in _steps)
        {
            Tensor next = module.call(current);
            if (!ReferenceEquals(current, input) && !ReferenceEquals(current, next))
                current.Dispose();
            current = next;
        }

        return current;
    }
}
