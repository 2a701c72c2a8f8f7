using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Models.Norms;
using Fuse3D.Vision.Training.Loading;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Optimization;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training;

/// <summary>One step: of each phase loss, gradients, clipping, update; or no update where a number is not finite.</summary>
/// <remarks>A phase that is not finite ends its step; updates of phases before it stay.</remarks>
internal sealed class TrainingStep<T>(ITrainingTask<T> task, TrainConfig config, GroupOptimizers optimizers, IGradientExchange exchange) : IDisposable
{
    private readonly PhaseParts[] _phases = [.. task.Phases.Select(phase => new PhaseParts(phase))];
    private readonly BufferCopies _buffers = new(task.Network);
    private readonly double _largestNorm = config.Clip > 0 ? config.Clip : double.PositiveInfinity;

    /// <param name="epoch">from 1</param>
    /// <param name="readTerms">all terms of the loss are wanted, not only those of a step that failed</param>
    /// <param name="scale">of the loss whose gradients are taken; null: none</param>
    public StepOutcome Run(Batch<T> batch, int epoch, bool readTerms, LossScale? scale)
    {
        using var scope = NewDisposeScope();
        manual_seed((long)SeededRandom.Derive(config.Seed, (ulong)batch.Step, (ulong)exchange.Rank));     // of dropout
        T[] samples = [.. batch.Samples.Select(sample => sample.Value)];
        StepOutcome? outcome = null;
        foreach (PhaseParts phase in _phases)
        {
            StepOutcome own = Run(phase, samples, epoch, readTerms, scale);
            outcome = outcome is null ? own : outcome.Then(own);
            if (!own.Finite)
                break;
        }

        return outcome!;
    }

    public void Dispose() => _buffers.Dispose();

    private StepOutcome Run(PhaseParts phase, T[] samples, int epoch, bool readTerms, LossScale? scale)
    {
        optimizers.ZeroGradients(phase.Phase.Groups);
        _buffers.Keep();
        LossTerms terms = phase.Phase.Loss(samples, epoch);
        double loss = terms.Total.ToDouble(), norm = double.NaN;
        bool finiteLoss = !exchange.Any(!double.IsFinite(loss), phase.Parameters[0].device), finite = finiteLoss;
        if (finiteLoss)
        {
            Backward(scale is null ? terms.Total : terms.Total * scale.Factor);
            phase.Buckets.Average(exchange);
            if (scale is not null)
                Divide(phase.Parameters, scale.Factor);
            norm = nn.utils.clip_grad_norm_(phase.Parameters, _largestNorm);
            finite = double.IsFinite(norm);                                             // equal on all ranks: so are the gradients
        }

        if (finite)
            optimizers.Step(phase.Phase.Groups);
        else
            _buffers.Restore();
        return new(loss, norm, finiteLoss, finite, readTerms || !finite ? terms.Read() : new Dictionary<string, float>());
    }

    // Batch norms may exchange within; libtorch hands on no more than the text of what a backward throws.
    private void Backward(Tensor loss)
    {
        try
        {
            loss.backward();
        }
        catch (Exception) when (exchange.Failure is not null)
        {
            throw exchange.Failure;
        }
    }

    private static void Divide(Parameter[] parameters, double factor)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (Parameter parameter in parameters)
            parameter.grad?.mul_(1 / factor);
    }

    private sealed class PhaseParts
    {
        public PhaseParts(TrainingPhase<T> phase)
        {
            Phase = phase;
            Parameters = [.. phase.Groups.SelectMany(group => group.Parameters).Select(entry => entry.Parameter)];
            Buckets = new(Parameters);
        }

        public TrainingPhase<T> Phase { get; }

        public Parameter[] Parameters { get; }

        public GradientBuckets Buckets { get; }
    }
}

/// <param name="Loss">of this rank; of several phases the sum</param>
/// <param name="GradientNorm">before clipping, of the last phase; NaN when there were no gradients</param>
/// <param name="FiniteLoss">of all ranks</param>
/// <param name="Finite">whether the network was changed</param>
internal sealed record StepOutcome(double Loss, double GradientNorm, bool FiniteLoss, bool Finite, IReadOnlyDictionary<string, float> Terms)
{
    /// <summary>With what the step's next phase did.</summary>
    public StepOutcome Then(StepOutcome next) => next with { Loss = Loss + next.Loss, Terms = Terms.Concat(next.Terms).ToDictionary() };

    /// <summary>Whether the gradients of a finite loss were not finite.</summary>
    public bool Overflowed => FiniteLoss && !Finite;

    /// <summary>What was not finite: terms of the loss, or the gradient.</summary>
    public string Culprit => string.Join(", ", Terms.Where(term => !float.IsFinite(term.Value)).Select(term => $"{term.Key} = {term.Value}")) is { Length: > 0 } terms
        ? terms
        : double.IsFinite(Loss) ? $"the gradient's norm = {GradientNorm}" : $"loss = {Loss}";
}
