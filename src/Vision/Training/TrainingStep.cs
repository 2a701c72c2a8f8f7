using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Training.Loading;
using Fuse3D.Vision.Training.Losses;
using Fuse3D.Vision.Training.Parallel;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Training;

/// <summary>One step: loss, gradients, clipping, update; or no update where a number is not finite.</summary>
internal sealed class TrainingStep<T>(ITrainingTask<T> task, TrainConfig config, AdamW optimizer, IGradientExchange exchange) : IDisposable
{
    private readonly Parameter[] _parameters = [.. optimizer.parameters()];
    private readonly GradientBuckets _buckets = new([.. optimizer.parameters()]);
    private readonly BufferCopies _buffers = new(task.Network);
    private readonly double _largestNorm = config.Clip > 0 ? config.Clip : double.PositiveInfinity;

    /// <param name="epoch">from 1</param>
    /// <param name="readTerms">all terms of the loss are wanted, not only those of a step that failed</param>
    /// <param name="scale">of the loss whose gradients are taken; null: none</param>
    public StepOutcome Run(Batch<T> batch, int epoch, bool readTerms, LossScale? scale)
    {
        using var scope = NewDisposeScope();
        manual_seed((long)SeededRandom.Derive(config.Seed, (ulong)batch.Step, (ulong)exchange.Rank));     // of dropout
        optimizer.zero_grad();
        _buffers.Keep();
        LossTerms terms = task.Loss([.. batch.Samples.Select(sample => sample.Value)], epoch);
        double loss = terms.Total.ToDouble(), norm = double.NaN;
        bool finiteLoss = !exchange.Any(!double.IsFinite(loss), _parameters[0].device), finite = finiteLoss;
        if (finiteLoss)
        {
            Backward(scale is null ? terms.Total : terms.Total * scale.Factor);
            _buckets.Average(exchange);
            if (scale is not null)
                Divide(scale.Factor);
            norm = nn.utils.clip_grad_norm_(_parameters, _largestNorm);
            finite = double.IsFinite(norm);                                             // equal on all ranks: so are the gradients
        }

        if (finite)
            optimizer.step();
        else
            _buffers.Restore();
        return new(loss, norm, finiteLoss, finite, readTerms || !finite ? terms.Read() : new Dictionary<string, float>());
    }

    public void Dispose() => _buffers.Dispose();

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

    private void Divide(double factor)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (Parameter parameter in _parameters)
            parameter.grad?.mul_(1 / factor);
    }
}

/// <param name="Loss">of this rank</param>
/// <param name="GradientNorm">before clipping; NaN when there were no gradients</param>
/// <param name="FiniteLoss">of all ranks</param>
/// <param name="Finite">whether the network was changed</param>
internal sealed record StepOutcome(double Loss, double GradientNorm, bool FiniteLoss, bool Finite, IReadOnlyDictionary<string, float> Terms)
{
    /// <summary>Whether the gradients of a finite loss were not finite.</summary>
    public bool Overflowed => FiniteLoss && !Finite;

    /// <summary>What was not finite: terms of the loss, or the gradient.</summary>
    public string Culprit => string.Join(", ", Terms.Where(term => !float.IsFinite(term.Value)).Select(term => $"{term.Key} = {term.Value}")) is { Length: > 0 } terms
        ? terms
        : double.IsFinite(Loss) ? $"the gradient's norm = {GradientNorm}" : $"loss = {Loss}";
}

/// <summary>A network's buffers (statistics of batch norms) as they were before a step, which a step that fails puts back.</summary>
internal sealed class BufferCopies : IDisposable
{
    private readonly (Tensor Buffer, Tensor Copy)[] _pairs;

    public BufferCopies(nn.Module network)
    {
        using var frozen = no_grad();
        _pairs = [.. network.named_buffers().Select(entry => (entry.buffer, entry.buffer.clone().DetachFromDisposeScope()))];
    }

    public void Keep()
    {
        using var frozen = no_grad();
        foreach (var (buffer, copy) in _pairs)
            copy.copy_(buffer);
    }

    public void Restore()
    {
        using var frozen = no_grad();
        foreach (var (buffer, copy) in _pairs)
            buffer.copy_(copy);
    }

    public void Dispose()
    {
        foreach (var (_, copy) in _pairs)
            copy.Dispose();
    }
}
