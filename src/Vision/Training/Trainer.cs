using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training.Loading;
using Fuse3D.Vision.Training.Optimization;
using Fuse3D.Vision.Training.Parallel;

namespace Fuse3D.Vision.Training;

/// <summary>Trains a network, step by step, and can go on from where it was stopped or killed with the same bits (on the CPU).</summary>
/// <remarks>
/// Everything random in a step follows from the seed and the step's number, so that a state is weights, moments and <see cref="TrainingState"/>.
/// With several ranks each one keeps its own statistics of batch norms, as published, unless the configuration wants those of all samples;
/// the first rank's are those that are saved.
/// </remarks>
/// <typeparam name="T">a sample</typeparam>
public sealed class Trainer<T> : IDisposable
{
    private const string Weights = "model.safetensors", Moments = "optimizer.safetensors", Counts = "state.json";

    private readonly ITrainingTask<T> _task;
    private readonly TrainConfig _config;
    private readonly RunFolder _folder;
    private readonly IGradientExchange _exchange;
    private readonly ITrainingObserver _observer;
    private readonly DamagedSamples _damaged;
    private readonly BatchPlan _plan;
    private readonly TrainingStages _stages;
    private readonly GroupOptimizers _optimizers;
    private readonly TrainingStep<T> _step;
    private readonly StepClock _clock;
    private TrainingState _now;
    private long _saved = -1;

    /// <param name="task">disposed by the caller</param>
    /// <param name="damaged">what becomes of samples that cannot be read</param>
    public Trainer(
        ITrainingTask<T> task, TrainConfig config, RunFolder folder, DamagedSamples damaged, IGradientExchange exchange, ITrainingObserver observer,
        TimeProvider? clock = null)
    {
        (_task, _config, _folder, _damaged, _exchange, _observer) = (task, config, folder, damaged, exchange, observer);
        _plan = new(task.Ids.Count, config.Batch, config.DropLast, config.Seed) { Rank = exchange.Rank, Ranks = exchange.Size };
        _stages = new(config, _plan.StepsPerEpoch);
        _optimizers = new(task.Groups, config.Optimizer);
        _step = new(task, config, _optimizers, exchange);
        _clock = new(clock ?? TimeProvider.System);
        _now = Scaled(TrainingState.Start(_plan));
    }

    /// <summary>Steps of the whole run.</summary>
    public long Steps => (long)_config.Epochs * _plan.StepsPerEpoch;

    /// <summary>Steps done.</summary>
    public long Done => _now.Step;

    /// <summary>Goes on from the latest state in the run's folder.</summary>
    /// <exception cref="InvalidInputException">there is none, it is damaged, or it is of another run</exception>
    public void Resume()
    {
        string state = _folder.LatestState() ?? throw new InvalidInputException($"{_folder.Path}: holds no state of a run to go on from", "resume");
        _now = Scaled(TrainingState.Read(Path.Combine(state, Counts), _plan));
        Checkpoint.Load(_task.Network, Path.Combine(state, Weights));
        OptimizerFile.Load(Path.Combine(state, Moments), _optimizers);
        _saved = _now.Step;
    }

    /// <summary>Trains to the last epoch, or until told to stop; the run's state is saved either way.</summary>
    /// <returns>whether the run is done</returns>
    /// <exception cref="InvalidInputException">a damaged sample, where such end a run</exception>
    /// <exception cref="TrainingFailedException">too many steps in a row had no finite loss or gradient</exception>
    public bool Run(CancellationToken stop)
    {
        _folder.Recover();
        GradientBuckets.Broadcast(_exchange, _task.Network.state_dict().Values);
        using BatchLoader<T> loader = new(_plan, _task.Ids, _task.Draw, _config.Loading, _damaged, _now.Step);
        _clock.Start();
        try
        {
            for (; ; TakeStep(loader, stop))
            {
                if (IsValidationDue())
                    Validate(stop);
                if (_now.Step == Steps || IsStateDue())
                    Save();
                if (_now.Step == Steps)
                    break;
                if (_exchange.Any(stop.IsCancellationRequested, _optimizers.Device))
                    return Stopped();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped();
        }

        if (_exchange.Rank == 0)
            RunFolder.Replace(_folder.Model, _task.WriteModel);
        return true;
    }

    public void Dispose()
    {
        _step.Dispose();
        _optimizers.Dispose();
    }

    // Only float16 has a scale; a run may be resumed in another type.
    private TrainingState Scaled(TrainingState state) =>
        state with { Scale = _config.Precision == TrainPrecision.Float16 ? state.Scale ?? new() : null };

    private bool Stopped()
    {
        Save();
        return false;
    }

    // Several ranks stop together, between steps.
    private CancellationToken WhileWaiting(CancellationToken stop) => _exchange.Size == 1 ? stop : CancellationToken.None;

    private void TakeStep(BatchLoader<T> loader, CancellationToken stop)
    {
        Batch<T> batch = loader.Next(WhileWaiting(stop));
        if (_stages.IsFirst(batch.Step))
            _optimizers.Renew();
        _optimizers.SetRates(group => _stages.Rate(group, batch.Step));
        int epoch = (int)(batch.Step / _plan.StepsPerEpoch) + 1;
        LossScale? scale = _now.Scale;
        StepOutcome outcome = _step.Run(batch, epoch, readTerms: (batch.Step + 1) % _config.LogEvery == 0, scale);
        bool failed = !outcome.Finite && !(outcome.Overflowed && scale is { MayBeTooLarge: true });
        _now = _now with
        {
            Step = batch.Step + 1,
            Skipped = _now.Skipped + (outcome.Finite ? 0 : 1),
            SkippedInARow = outcome.Finite ? 0 : _now.SkippedInARow + (failed ? 1 : 0),
            Scale = outcome.FiniteLoss ? scale?.After(outcome.Finite) : scale,
        };
        Report(batch, epoch, outcome, scale);
        if (_now.SkippedInARow >= _config.FailuresAllowed)
        {
            throw new TrainingFailedException(
                $"step {_now.Step}: {outcome.Culprit}, for {string.Join(", ", batch.Samples.Select(sample => sample.Id))}; {_now.SkippedInARow} steps in a row had no finite loss and gradient");
        }
    }

    private void Report(Batch<T> batch, int epoch, StepOutcome outcome, LossScale? scale)
    {
        (double perSecond, TimeSpan remaining) = _clock.Step(Steps - _now.Step);
        _observer.Stepped(new(_now.Step, epoch, outcome.Loss, outcome.GradientNorm, !outcome.Finite)
        {
            Samples = [.. batch.Samples.Select(sample => sample.Id)],
            Scale = scale?.Factor,
            Rates = _optimizers.Rates(),
            Terms = outcome.Terms,
            SamplesPerSecond = perSecond * _plan.Joined,
            Remaining = remaining,
        });
    }

    private bool EpochsEndEvery(int epochs) =>
        _now.Step > 0 && _now.Step % _plan.StepsPerEpoch == 0 && epochs > 0
        && (_now.Step / _plan.StepsPerEpoch % epochs == 0 || _now.Step == Steps);

    // Also of a resumed run that was stopped before or during it.
    private bool IsValidationDue() => EpochsEndEvery(_config.ValidateEvery) && _now.ValidatedStep != _now.Step;

    private bool IsStateDue() => _now.Step != _saved
        && (EpochsEndEvery(_config.Checkpoints.EveryEpochs) || _config.Checkpoints.EverySteps > 0 && _now.Step > 0 && _now.Step % _config.Checkpoints.EverySteps == 0);

    private void Validate(CancellationToken stop)
    {
        IReadOnlyList<KeyValuePair<string, double>> figures = _exchange.Rank == 0 ? _task.Validate(WhileWaiting(stop)) : [];
        _now = _now with { ValidatedStep = _now.Step };
        if (figures.Count == 0)
            return;
        bool best = figures[0].Value > (_now.Best ?? double.NegativeInfinity);
        if (best)
        {
            _now = _now with { Best = figures[0].Value, BestStep = _now.Step };
            RunFolder.Replace(_folder.Best, _task.WriteModel);
        }

        _observer.Validated(new(_now.Step, (int)(_now.Step / _plan.StepsPerEpoch), figures, best));
    }

    private void Save()
    {
        if (_now.Step == _saved || _exchange.Rank != 0)
            return;
        string folder = _folder.WriteState(_now.Step, _config.Checkpoints.Keep, path =>
        {
            Checkpoint.Save(_task.Network, Path.Combine(path, Weights));
            OptimizerFile.Save(Path.Combine(path, Moments), _optimizers);
            _now.Write(Path.Combine(path, Counts));
        });
        _saved = _now.Step;
        _observer.Saved(folder);
    }
}

/// <summary>A run ended: its loss or gradient was not finite for too many steps, or another process is gone. The message says which.</summary>
public sealed class TrainingFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
