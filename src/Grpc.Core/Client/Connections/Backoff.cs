namespace Grpc.Net.Client.Internal;

/// <summary>The pauses between attempts to connect: each 1.6 times the one before, up to a bound, varied by a fifth.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan? max)
{
    private const double Growth = 1.6, Jitter = 0.2;

    private double _nextMs = initial.TotalMilliseconds;

    public TimeSpan Next()
    {
        double maxMs = max?.TotalMilliseconds ?? TimeSpan.FromDays(1).TotalMilliseconds;
        double ms = Math.Min(_nextMs, maxMs);
        _nextMs = Math.Min(ms * Growth, maxMs);
        return TimeSpan.FromMilliseconds(ms * (1 - Jitter + 2 * Jitter * Random.Shared.NextDouble()));
    }

    public void Reset() => _nextMs = initial.TotalMilliseconds;
}
