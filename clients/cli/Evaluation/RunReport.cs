using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Metrics;
using Fuse3D.Vision.Metrics.Detections;
using Fuse3D.Vision.Metrics.Running;

namespace Fuse3D.Cli.Evaluation;

/// <summary>report.json: what was evaluated, all figures, and apart from them what differs from run to run.</summary>
/// <param name="Split">of the data set</param>
/// <param name="Data">name of the data set</param>
/// <param name="Weights">SHA-256</param>
/// <param name="Expected">published figures in percent, one per threshold; empty where none are known</param>
internal sealed record RunReport(
    string Name, string Family, string Data, string Split, string Weights, EvaluationProtocol Protocol, IReadOnlyList<double> Thresholds,
    IReadOnlyList<double> Expected, RunFigures Figures, RunTimes Times)
{
    public static RunReport Of(RunConfig config, EvaluationSettings settings, string data, string weights, RunFigures figures, RunTimes times) => new(
        config.Name, config.Family, data, config.Data.Val, weights, settings.Protocol, settings.Thresholds, config.Eval.Expected, figures, times);

    /// <summary>One JSON object, on one line.</summary>
    public string ToJson() => MetricsJson.Write(this);
}

/// <summary>The part of a report that another run of the same evaluation does not repeat.</summary>
/// <param name="Where">"in process on cpu", or the service</param>
/// <param name="Started">time of day</param>
/// <param name="Answered">frames that this run answered; the others were there</param>
/// <param name="Seconds">that they took</param>
internal sealed record RunTimes(string Where, DateTimeOffset Started, int Answered, double Seconds);
