namespace Fuse3D.Vision.Training;

/// <summary>What a step of training did.</summary>
/// <param name="Step">steps done so far, from 1</param>
/// <param name="Epoch">from 1</param>
/// <param name="Loss">what was minimised; of this rank</param>
/// <param name="GradientNorm">before clipping; NaN when the step was left out before there were gradients</param>
/// <param name="Skipped">the step was left out: its loss or gradient was not finite</param>
public sealed record StepReport(long Step, int Epoch, double Loss, double GradientNorm, bool Skipped)
{
    /// <summary>Samples of the step.</summary>
    public required IReadOnlyList<string> Samples { get; init; }

    /// <summary>What the loss was multiplied with before its gradients were taken; null except in float16.</summary>
    public double? Scale { get; init; }

    /// <summary>Learning rate by parameter group.</summary>
    public required IReadOnlyDictionary<string, double> Rates { get; init; }

    /// <summary>Every term of the loss; empty except where the run logs.</summary>
    public required IReadOnlyDictionary<string, float> Terms { get; init; }

    /// <summary>Over all ranks, since the run was started or resumed.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>Until the last epoch's end, at the pace so far.</summary>
    public required TimeSpan Remaining { get; init; }
}

/// <summary>How good the network is on data that it does not learn.</summary>
/// <param name="Step">steps done so far</param>
/// <param name="Epoch">after which the network was measured</param>
/// <param name="Figures">by name; the first one decides</param>
/// <param name="Best">it is the best so far</param>
public sealed record ValidationReport(long Step, int Epoch, IReadOnlyList<KeyValuePair<string, double>> Figures, bool Best);

/// <summary>Watches a run. Called by the training thread, on every rank.</summary>
public interface ITrainingObserver
{
    void Stepped(StepReport report);

    void Validated(ValidationReport report);

    /// <summary>The run's state lies in this folder.</summary>
    void Saved(string folder);
}
