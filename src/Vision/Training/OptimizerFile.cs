using System.Globalization;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training;

/// <summary>AdamW's moments in a safetensors file, by the names of the parameters.</summary>
internal static class OptimizerFile
{
    private const string Mean = ".exp_avg", Square = ".exp_avg_sq", Steps = ".step";

    public static void Save(string path, AdamW optimizer, IReadOnlyList<ParameterGroup> groups)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var writer = new SafetensorsWriter();
        foreach (var (name, state) in States(optimizer, groups))
        {
            Add(writer, name + Mean, state.exp_avg!);
            Add(writer, name + Square, state.exp_avg_sq!);
            writer.Add(name + Steps, ElementType.Int64, [], BitConverter.GetBytes(state.step));
        }

        writer.Save(path);
    }

    /// <exception cref="InvalidInputException">the file is damaged, or of another network</exception>
    public static void Load(string path, AdamW optimizer, IReadOnlyList<ParameterGroup> groups)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach (var (name, state) in States(optimizer, groups))
        {
            Set(file, name + Mean, state.exp_avg!);
            Set(file, name + Square, state.exp_avg_sq!);
            long[] steps = file.ReadAs<long>(name + Steps);
            state.step = steps is [>= 0 and var count] ? count : throw new InvalidInputException($"{path}: {name}{Steps} holds {string.Join(", ", steps)}", "resume");
        }
    }

    private static IEnumerable<(string Name, AdamW.State State)> States(AdamW optimizer, IReadOnlyList<ParameterGroup> groups) =>
        groups.SelectMany(group => group.Parameters).Select(entry => entry.Name)
            .Zip(optimizer.state_dict().State, (name, state) => (name, (AdamW.State)state));

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
