using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal;

/// <summary>The token budget of a channel: retries stop while half of it or less is left.</summary>
internal sealed class RetryThrottle
{
    private readonly Lock _lock = new();
    private readonly double _maxTokens;
    private readonly double _ratio;
    private double _tokens;

    public RetryThrottle(RetryThrottlingPolicy policy)
    {
        _maxTokens = policy.MaxTokens is > 0 and <= 1000
            ? policy.MaxTokens.Value
            : throw new InvalidOperationException($"RetryThrottling.MaxTokens is {policy.MaxTokens}; allowed: 1 to 1000.");
        _ratio = policy.TokenRatio is > 0
            ? policy.TokenRatio.Value
            : throw new InvalidOperationException($"RetryThrottling.TokenRatio is {policy.TokenRatio}; allowed: above zero.");
        _tokens = _maxTokens;
    }

    /// <summary>Counts a failed attempt; false when the budget does not allow another one.</summary>
    public bool AllowsRetryAfterFailure()
    {
        lock (_lock)
        {
            _tokens = Math.Max(_tokens - 1, 0);
            return _tokens > _maxTokens / 2;
        }
    }

    /// <summary>Counts an attempt that was answered.</summary>
    public void CountSuccess()
    {
        lock (_lock)
        {
            _tokens = Math.Min(_tokens + _ratio, _maxTokens);
        }
    }
}
