using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Fusion;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Optimization;

/// <summary>Parameters that are learnt at one rate.</summary>
/// <param name="Name">for logs: "base", "decoder", "image", ...</param>
/// <param name="Rate">before the schedule</param>
/// <param name="Parameters">by name, in the network's order</param>
public sealed record ParameterGroup(string Name, double Rate, double WeightDecay, IReadOnlyList<(string Name, Parameter Parameter)> Parameters)
{
    /// <summary>Null: the configuration's.</summary>
    public OptimizerKind? Kind { get; init; }

    /// <summary>Instead of <see cref="Rate"/>, of each stage of the run; empty: the same in all.</summary>
    public IReadOnlyList<double> StageRates { get; init; } = [];

    /// <summary>Before the schedule.</summary>
    public double RateIn(int stage) => StageRates.Count == 0 ? Rate : StageRates[stage];
}

/// <summary>Divides a network's parameters as the published code of each family does: by their names.</summary>
public static class ParameterGroups
{
    private static readonly string[] Undecayed = ["pos_embed", "cls_token", "det_token"];   // mid_pos_embed is decayed

    /// <param name="family">group_free, yolos or token_fusion</param>
    /// <returns>groups with at least one parameter</returns>
    public static IReadOnlyList<ParameterGroup> Of(nn.Module network, string family, OptimizerConfig config)
    {
        Func<string, Parameter, Kind> choose = family switch
        {
            ModelFolderBranches.GroupFree => (name, _) => PointGroup(name, config),
            ModelFolderBranches.TokenFusion => (name, _) => FusedGroup(name, config),
            ModelFolderBranches.Yolos => (name, parameter) => PictureGroup(name, parameter, config),
            _ => throw new ArgumentException($"'{family}' is no family", nameof(family)),
        };
        return [.. network.named_parameters()
            .GroupBy(entry => choose(entry.name, entry.parameter), (kind, members) => new ParameterGroup(kind.Name, kind.Rate, kind.WeightDecay, [.. members]))
            .OrderBy(group => group.Name, StringComparer.Ordinal)];
    }

    /// <summary>AdamW over the groups, in their order.</summary>
    public static AdamW Optimizer(IReadOnlyList<ParameterGroup> groups, OptimizerConfig config) => optim.AdamW(
        groups.Select(group => new AdamW.ParamGroup(
            [.. group.Parameters.Select(entry => entry.Parameter)], group.Rate, config.Beta1, config.Beta2, config.Epsilon, group.WeightDecay)),
        config.Rate, config.Beta1, config.Beta2, config.Epsilon);

    private static Kind PointGroup(string name, OptimizerConfig config) => name.Contains("decoder", StringComparison.Ordinal)
        ? new("decoder", config.DecoderRate, config.WeightDecay)
        : new("base", config.Rate, config.WeightDecay);

    private static Kind FusedGroup(string name, OptimizerConfig config) => name.Contains("img", StringComparison.Ordinal)
        ? new("image", config.ImageRate, config.ImageWeightDecay)
        : PointGroup(name, config);

    private static Kind PictureGroup(string name, Parameter parameter, OptimizerConfig config)
    {
        bool backbone = name.StartsWith("backbone.", StringComparison.Ordinal);
        bool undecayed = parameter.dim() == 1 || name.EndsWith(".bias", StringComparison.Ordinal) || Undecayed.Contains(name[(name.LastIndexOf('.') + 1)..]);
        return !backbone ? new("heads", config.Rate, config.WeightDecay)
            : undecayed ? new("undecayed", config.Rate, 0)
            : new("backbone", config.Rate, config.WeightDecay);
    }

    private readonly record struct Kind(string Name, double Rate, double WeightDecay);
}
