namespace Grpc.Net.Client.Configuration;

/// <summary>Settings of the methods that <see cref="Names"/> lists.</summary>
public sealed class MethodConfig : ConfigObject
{
    /// <summary>The methods.</summary>
    public IList<MethodName> Names => List<MethodName>("name");

    /// <summary>How failed calls are retried; null for not at all.</summary>
    public RetryPolicy? RetryPolicy
    {
        get => Get<RetryPolicy>("retryPolicy");
        set => Set("retryPolicy", value);
    }

    /// <summary>How calls are sent several times; a channel refuses a config that has it.</summary>
    public HedgingPolicy? HedgingPolicy
    {
        get => Get<HedgingPolicy>("hedgingPolicy");
        set => Set("hedgingPolicy", value);
    }
}
