namespace Grpc.Net.Client.Configuration;

/// <summary>A budget of tokens: a failed attempt takes one, a good one gives back a part; below half of it nothing is retried.</summary>
public sealed class RetryThrottlingPolicy : ConfigObject
{
    /// <summary>Size of the budget, 1 to 1000.</summary>
    public int? MaxTokens
    {
        get => Get<int?>("maxTokens");
        set => Set("maxTokens", value);
    }

    /// <summary>What a success gives back; above 0.</summary>
    public double? TokenRatio
    {
        get => Get<double?>("tokenRatio");
        set => Set("tokenRatio", value);
    }
}
