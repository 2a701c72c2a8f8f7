using System.Globalization;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training;

/// <summary>Optimizers' moments in a safetensors file, by the names of the parameters.</summary>
internal static class OptimizerFile
{
    private const string Mean = ".exp_avg", Square = ".exp_avg_sq", Steps = ".step", Momentum = ".momentum_buffer";

    public static void Save(string path, GroupOptimizers optimizers)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var writer = new SafetensorsWriter();
        foreach (var (name, _, state) in optimizers.States())
        {
            if (state is AdamBase.State adam)
            {
                Add(writer, name + Mean, adam.exp_avg!);
                Add(writer, name + Square, adam.exp_avg_sq!);
                writer.Add(name + Steps, ElementType.Int64, [], BitConverter.GetBytes(adam.step));
            }
            else if (state is SGD.State { momentum_buffer: { } momentum })
            {
                Add(writer, name + Momentum, momentum);
            }
        }

        writer.Save(path);
    }

    /// <exception cref="InvalidInputException">the file is damaged, or of another network</exception>
    public static void Load(string path, GroupOptimizers optimizers)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (var (name, parameter, state) in optimizers.States())
        {
            if (state is AdamBase.State adam)
            {
                Set(file, name + Mean, adam.exp_avg!);
                Set(file, name + Square, adam.exp_avg_sq!);
                long[] steps = file.ReadAs<long>(name + Steps);
                adam.step = steps is [>= 0 and var count] ? count : throw new InvalidInputException($"{path}: {name}{Steps} holds {string.Join(", ", steps)}", "resume");
            }
            else if (state is SGD.State descent)
            {
                SetMomentum(file, name, parameter, descent);
            }
        }
    }

    // A parameter that no step has changed has no momentum.
    private static void SetMomentum(SafetensorsFile file, string name, Parameter parameter, SGD.State state)
    {
        if (!file.TryGet(name + Momentum, out _))
            return;
        state.momentum_buffer = zeros_like(parameter).DetachFromDisposeScope();
        Set(file, name + Momentum, state.momentum_buffer);
    }

    private static void Add(SafetensorsWriter writer, string name, Tensor values)
    {
        Tensor local = values.cpu().contiguous();
        writer.Add(name, ElementType.Float32, local.shape, stream => stream.Write(local.bytes));
    }

    private static void Set(SafetensorsFile file, string name, Tensor target)
    {
        if (!file[name].Shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{file.Path}: {name} is [{string.Join(", ", file[name].Shape)}], wanted [{string.Join(", ", target.shape)}]"), "resume");
        }

        using Tensor values = tensor(file.ReadAs<float>(name), target.shape);
        target.copy_(values);
    }
}
