namespace Grpc.Net.Client.Configuration;

/// <summary>How the calls of a channel behave: which methods are retried, and how much in all.</summary>
public sealed class ServiceConfig : ConfigObject
{
    /// <summary>Balancing policies in order of preference. One address is dialled for now, so the first one that exists is as good as any.</summary>
    public IList<LoadBalancingConfig> LoadBalancingConfigs => List<LoadBalancingConfig>("loadBalancingConfig");

    /// <summary>Settings of methods; the most specific name wins.</summary>
    public IList<MethodConfig> MethodConfigs => List<MethodConfig>("methodConfig");

    /// <summary>Stops retries while the server fails too often.</summary>
    public RetryThrottlingPolicy? RetryThrottling
    {
        get => Get<RetryThrottlingPolicy>("retryThrottling");
        set => Set("retryThrottling", value);
    }
}
