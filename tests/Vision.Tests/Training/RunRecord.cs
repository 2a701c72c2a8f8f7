using Fuse3D.Vision.Training;

namespace Fuse3D.Vision.Tests.Training;

/// <summary>Keeps what a run reports.</summary>
internal sealed class RunRecord : ITrainingObserver
{
    public List<StepReport> Steps { get; } = [];

    public List<(long Step, double Figure, bool Best)> Validations { get; } = [];

    public List<string> States { get; } = [];

    public Action<StepReport> OnStep { get; init; } = _ => { };

    public Action<double> OnValidation { get; init; } = _ => { };

    public void Stepped(StepReport report)
    {
        Steps.Add(report);
        OnStep(report);
    }

    public void Validated(ValidationReport report)
    {
        Validations.Add((report.Step, report.Figures[0].Value, report.Best));
        OnValidation(report.Figures[0].Value);
    }

    public void Saved(string folder) => States.Add(folder);
}
