using static TorchSharp.torch;

namespace Fuse3D.Vision.Training.Parallel;

/// <summary>What the processes of one training run tell each other. All ranks make the same calls in the same order.</summary>
public interface IGradientExchange : IDisposable
{
    /// <summary>This process, from 0.</summary>
    int Rank { get; }

    /// <summary>Processes of the run.</summary>
    int Size { get; }

    /// <summary>Why the ranks can no longer talk to each other; null while they can.</summary>
    TrainingFailedException? Failure => null;

    /// <summary>Puts the sum of all ranks' values into each rank's, element by element. Returns when it is there.</summary>
    /// <param name="values">contiguous, of the same shape and type on all ranks</param>
    /// <exception cref="TrainingFailedException">another rank is gone, or was silent for too long</exception>
    void Sum(Tensor values);

    /// <summary>Puts rank 0's values into each rank's.</summary>
    /// <inheritdoc cref="Sum"/>
    void Broadcast(Tensor values);
}

/// <summary>A run of one process.</summary>
public sealed class AloneExchange : IGradientExchange
{
    public int Rank => 0;

    public int Size => 1;

    public void Sum(Tensor values)
    {
    }

    public void Broadcast(Tensor values)
    {
    }

    public void Dispose()
    {
    }
}

public static class GradientExchanges
{
    /// <summary>Whether any rank says so.</summary>
    /// <param name="device">of the message: one that the exchange can read</param>
    public static bool Any(this IGradientExchange exchange, bool value, Device device)
    {
        if (exchange.Size == 1)
            return value;
        using Tensor count = full([1], value ? 1 : 0, ScalarType.Float32, device);
        exchange.Sum(count);
        return count.ToSingle() > 0;
    }

    /// <summary>A number of each rank, by rank.</summary>
    /// <param name="value">of this rank, below 2^24</param>
    /// <inheritdoc cref="Any"/>
    public static int[] Gather(this IGradientExchange exchange, int value, Device device)
    {
        if (exchange.Size == 1)
            return [value];
        using var scope = NewDisposeScope();
        int[] all = new int[exchange.Size];
        all[exchange.Rank] = value;
        Tensor values = tensor(all, [exchange.Size], ScalarType.Float32, device);
        exchange.Sum(values);
        return [.. values.cpu().data<float>().Select(number => (int)number)];
    }
}
