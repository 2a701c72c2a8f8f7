using Fuse3D.Vision.Fusion;

namespace Fuse3D.Cli.Evaluation;

/// <summary>What <c>fuse3d eval</c> was asked for.</summary>
/// <param name="Config">path of the configuration</param>
/// <param name="Overrides">values in place of the file's</param>
internal sealed record EvalRequest(string Config, IReadOnlyList<string> Overrides)
{
    /// <summary>Model folder; null where a service answers.</summary>
    public string? Model { get; init; }

    public required ComputeDevice Device { get; init; }

    /// <summary>Null: in process.</summary>
    public Uri? Service { get; init; }

    public int? InFlight { get; init; }

    public TimeSpan Timeout { get; init; }

    public TimeSpan Patience { get; init; }

    /// <summary>Inception's weights, for FID and KID; null: no such file is at hand.</summary>
    public string? Inception { get; init; }

    /// <summary>A model folder whose encoder looks at translated pictures instead.</summary>
    public string? Features { get; init; }

    public int? Limit { get; init; }

    /// <summary>Null: a folder of the configuration's name.</summary>
    public string? Output { get; init; }

    public bool Resume { get; init; }

    /// <summary>Best and worst frames that are drawn.</summary>
    public int Pictures { get; init; }

    public bool Json { get; init; }
}
