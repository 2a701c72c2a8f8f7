using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>How failed calls are retried. All properties are required.</summary>
public sealed class RetryPolicy : ConfigObject
{
    /// <summary>Attempts in all, the first one included; at least 2.</summary>
    public int? MaxAttempts
    {
        get => Get<int?>("maxAttempts");
        set => Set("maxAttempts", value);
    }

    /// <summary>Longest wait before the second attempt; the wait is drawn at random below it.</summary>
    public TimeSpan? InitialBackoff
    {
        get => Get<TimeSpan?>("initialBackoff");
        set => Set("initialBackoff", value);
    }

    /// <summary>Longest wait before any attempt.</summary>
    public TimeSpan? MaxBackoff
    {
        get => Get<TimeSpan?>("maxBackoff");
        set => Set("maxBackoff", value);
    }

    /// <summary>Growth of the wait from attempt to attempt.</summary>
    public double? BackoffMultiplier
    {
        get => Get<double?>("backoffMultiplier");
        set => Set("backoffMultiplier", value);
    }

    /// <summary>The statuses that are worth another attempt; at least one.</summary>
    public IList<StatusCode> RetryableStatusCodes => List<StatusCode>("retryableStatusCodes");
}
