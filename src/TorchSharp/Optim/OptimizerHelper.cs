using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimizers have in common: groups, state per parameter, and the frame of a step.</summary>
public abstract class OptimizerHelper : Optimizer
{
    private readonly Dictionary<Parameter, OptimizerState> _state = new(ReferenceEqualityComparer.Instance);

    /// <summary>What stands in for options that a group leaves open.</summary>
    protected OptimizerOptions _defaults = null!;

    public virtual StateDictionary state_dict()
    {
        StateDictionary state = new();
        state.Options.AddRange(_parameter_groups.Select(group => group.Options));
        state.State.AddRange(parameters().Select(StateOf));
        return state;
    }

    /// <exception cref="ArgumentException">other numbers of groups or parameters; nothing has been changed then</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        StateDictionary own = this.state_dict();
        if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
            throw new ArgumentException(
                $"the optimizer has {own.Options.Count} groups with {own.State.Count} parameters, "
                + $"the state {state_dict.Options.Count} with {state_dict.State.Count}",
                nameof(state_dict));
        for (int i = 0; i < own.Options.Count; i++)
            own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (int i = 0; i < own.State.Count; i++)
            own.State[i].LoadStateDict(state_dict.State[i]);
    }

    /// <summary>Moves the state, not the parameters.</summary>
    public void to(Device device)
    {
        foreach (OptimizerState state in _state.Values)
            state.to(device);
    }

    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        Parameter[] members = [.. param_group.Parameters];
        if (members.FirstOrDefault(_state.ContainsKey) is Parameter twice)
            throw new ArgumentException(
                $"a parameter of shape [{string.Join(", ", twice.shape)}] is in more than one group", nameof(param_group));
        param_group.Parameters = members;
        Complete(param_group);
        param_group.InitialLearningRate = param_group.LearningRate;
        _parameter_groups.Add(param_group);
        foreach (Parameter parameter in members)
            _state[parameter] = NewState(param_group, parameter);
    }

    /// <summary>Fills in the options that the group leaves open.</summary>
    private protected abstract void Complete(ParamGroup group);

    private protected abstract OptimizerState NewState(ParamGroup group, Parameter parameter);

    private protected OptimizerState StateOf(Parameter parameter) => _state[parameter];

    /// <summary>
    /// Runs <paramref name="update"/> for each parameter with a gradient, without autograd; temporaries die with the step.
    /// </summary>
    private protected Tensor? Step<TGroup>(Action<TGroup, Parameter, Tensor> update, Func<Tensor>? closure) where TGroup : ParamGroup
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var enabled = enable_grad();
            loss = closure();
        }

        using var frozen = no_grad();
        foreach (ParamGroup group in _parameter_groups)
            foreach (Parameter parameter in group.Parameters)
            {
                using var scope = NewDisposeScope();
                if (parameter.grad is Tensor grad)
                    update((TGroup)group, parameter, grad);
            }

        return loss;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (OptimizerState state in _state.Values)
            (state as IDisposable)?.Dispose();
        _state.Clear();
    }

    private protected static void RequireAtLeastZero(double value, string what)
    {
        if (!(value >= 0))
            throw new ArgumentException($"{what} is {value}; 0 or more is needed");
    }

    private protected static void RequireBelowOne(double value, string what)
    {
        if (!(value is >= 0 and < 1))
            throw new ArgumentException($"{what} is {value}; from 0 to below 1 is needed");
    }
}
