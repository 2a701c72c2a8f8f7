using Fuse3D.Vision.Configs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Optimization;

/// <summary>An optimizer for each group of parameters, of the group's own kind.</summary>
internal sealed class GroupOptimizers : IDisposable
{
    private readonly OptimizerConfig _config;
    private readonly List<(ParameterGroup Group, OptimizerHelper Optimizer)> _parts;

    /// <param name="groups">at least one parameter is in them</param>
    public GroupOptimizers(IReadOnlyList<ParameterGroup> groups, OptimizerConfig config)
    {
        _config = config;
        _parts = [.. groups.Select(group => (group, Make(group)))];
    }

    /// <summary>Where the parameters are.</summary>
    public Device Device => _parts.SelectMany(part => part.Group.Parameters).First().Parameter.device;

    /// <summary>What is remembered of each parameter, by its name; the optimizer's own objects.</summary>
    public IEnumerable<(string Name, Parameter Parameter, OptimizerState State)> States() => _parts.SelectMany(part =>
        part.Group.Parameters.Zip(part.Optimizer.state_dict().State, (entry, state) => (entry.Name, entry.Parameter, state)));

    /// <summary>Learning rate by group.</summary>
    public Dictionary<string, double> Rates() => _parts.ToDictionary(part => part.Group.Name, part => Controller(part.Optimizer).LearningRate);

    public void SetRates(Func<ParameterGroup, double> rate)
    {
        foreach (var (group, optimizer) in _parts)
            Controller(optimizer).LearningRate = rate(group);
    }

    public void ZeroGradients(IReadOnlyList<ParameterGroup> groups)
    {
        foreach (OptimizerHelper optimizer in Of(groups))
            optimizer.zero_grad();
    }

    public void Step(IReadOnlyList<ParameterGroup> groups)
    {
        foreach (OptimizerHelper optimizer in Of(groups))
            optimizer.step();
    }

    /// <summary>Forgets all moments.</summary>
    public void Renew()
    {
        for (int i = 0; i < _parts.Count; i++)
        {
            var (group, old) = _parts[i];
            old.Dispose();
            _parts[i] = (group, Make(group));
        }
    }

    public void Dispose() => _parts.ForEach(part => part.Optimizer.Dispose());

    private IEnumerable<OptimizerHelper> Of(IReadOnlyList<ParameterGroup> groups) =>
        _parts.Where(part => groups.Contains(part.Group, ReferenceEqualityComparer.Instance)).Select(part => part.Optimizer);

    private static optim.ILearningRateController Controller(OptimizerHelper optimizer) => optimizer.ParamGroups.Single();

    private OptimizerHelper Make(ParameterGroup group)
    {
        Parameter[] parameters = [.. group.Parameters.Select(entry => entry.Parameter)];
        return (group.Kind ?? _config.Kind) switch
        {
            OptimizerKind.AdamW => optim.AdamW(parameters, group.Rate, _config.Beta1, _config.Beta2, _config.Epsilon, group.WeightDecay),
            OptimizerKind.Adam => optim.Adam(parameters, group.Rate, _config.Beta1, _config.Beta2, _config.Epsilon, group.WeightDecay),
            _ => optim.SGD(parameters, group.Rate, _config.Momentum, weight_decay: group.WeightDecay),
        };
    }
}
