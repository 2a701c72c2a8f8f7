namespace Fuse3D.Client;

/// <summary>How a <see cref="DetectorClient"/> or a <see cref="DenseClient"/> calls.</summary>
public sealed record DetectorClientOptions
{
    /// <summary>Longest wait for one answer, in a stream as well. After it a call fails with DEADLINE_EXCEEDED.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Frames of a stream that may be on their way at once; the source is not asked for more until one is answered.</summary>
    public int MaxInFlight { get; init; } = 4;

    /// <summary>Largest message in either direction, bytes.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;

    /// <summary>Wait for a server that is not there yet, until the timeout, instead of failing with UNAVAILABLE.</summary>
    public bool WaitForReady { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxMessageBytes, 1);
    }
}
