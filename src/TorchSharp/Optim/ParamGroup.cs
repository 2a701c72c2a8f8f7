using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Parameters that share options.</summary>
public class ParamGroup : ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>Null until the group is added to an optimizer, unless given.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    public double LearningRate { get => Options.LearningRate!.Value; set => Options.LearningRate = value; }

    public double InitialLearningRate { get => Options.InitialLearningRate; set => Options.InitialLearningRate = value; }
}

/// <inheritdoc/>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions
{
    public ParamGroup()
    {
    }

    /// <param name="options">what is null in it is taken from the optimizer</param>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) => (Parameters, base.Options) = (parameters, options!);

    public new TOptions Options { get => (TOptions)base.Options; set => base.Options = value; }
}

/// <summary>Settings of one group; null stands for the optimizer's own.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    /// <summary>Takes over another group's settings.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        ArgumentNullException.ThrowIfNull(source);
        (LearningRate, InitialLearningRate) = (source.LearningRate, source.InitialLearningRate);
    }
}

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>Takes over another parameter's state, by copy.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device)
    {
    }

    /// <summary>A copy that no dispose scope holds; null stays null.</summary>
    private protected static Tensor? Copy(Tensor? tensor) => tensor?.clone().DetachFromDisposeScope();

    /// <summary>Puts a tensor in another's place and frees that one.</summary>
    private protected static void Replace(ref Tensor? tensor, Tensor? value)
    {
        if (ReferenceEquals(tensor, value))
            return;
        tensor?.Dispose();
        tensor = value;
    }

    private protected static void Move(ref Tensor? tensor, Device device)
    {
        if (tensor is not null && (tensor.device_type != device.type || tensor.device_index != device.index))
            Replace(ref tensor, tensor.to(device).DetachFromDisposeScope());
    }

    private protected static bool Close(Tensor? left, Tensor? right) =>
        left is null ? right is null : right is not null && left.allclose(right);
}
