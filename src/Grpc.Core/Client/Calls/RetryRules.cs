using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal;

/// <summary>A checked <see cref="RetryPolicy"/>.</summary>
internal sealed class RetryRules
{
    private readonly HashSet<StatusCode> _codes;
    private readonly TimeSpan _initial;
    private readonly TimeSpan _max;
    private readonly double _multiplier;

    private RetryRules(RetryPolicy policy, int? maxAttemptsOfChannel)
    {
        MaxAttempts = Math.Min(Required(policy.MaxAttempts, nameof(policy.MaxAttempts)), maxAttemptsOfChannel ?? int.MaxValue);
        _initial = Required(policy.InitialBackoff, nameof(policy.InitialBackoff));
        _max = Required(policy.MaxBackoff, nameof(policy.MaxBackoff));
        _multiplier = Required(policy.BackoffMultiplier, nameof(policy.BackoffMultiplier));
        _codes = [.. policy.RetryableStatusCodes];
        Check(policy.MaxAttempts > 1, nameof(policy.MaxAttempts), policy.MaxAttempts, "2 or more");
        Check(_initial > TimeSpan.Zero, nameof(policy.InitialBackoff), _initial, "above zero");
        Check(_max > TimeSpan.Zero, nameof(policy.MaxBackoff), _max, "above zero");
        Check(_multiplier > 0, nameof(policy.BackoffMultiplier), _multiplier, "above zero");
        Check(_codes.Count > 0, nameof(policy.RetryableStatusCodes), "none", "at least one");
    }

    /// <summary>Attempts in all.</summary>
    public int MaxAttempts { get; }

    /// <summary>The rules of a method: of the config that names it, else its service, else everything. Null when it is not retried.</summary>
    public static RetryRules? Of(IMethod method, ServiceConfig? config, int? maxAttemptsOfChannel)
    {
        MethodConfig? found = Find(method.ServiceName, method.Name) ?? Find(method.ServiceName, null) ?? Find(null, null);
        return found?.RetryPolicy is { } policy ? new(policy, maxAttemptsOfChannel) : null;

        MethodConfig? Find(string? service, string? name) => config?.MethodConfigs.FirstOrDefault(candidate =>
            candidate.Names.Any(n => NullIfEmpty(n.Service) == service && NullIfEmpty(n.Method) == name));
    }

    /// <summary>Refuses a config that this library cannot keep.</summary>
    public static void Validate(ServiceConfig config, int? maxAttemptsOfChannel)
    {
        foreach (MethodConfig method in config.MethodConfigs)
        {
            if (method.HedgingPolicy is not null) throw new NotSupportedException("ServiceConfig: hedging is not supported; use a RetryPolicy.");
            if (method.RetryPolicy is { } policy) _ = new RetryRules(policy, maxAttemptsOfChannel);
        }

        if (config.LoadBalancingConfigs.Count > 0
            && config.LoadBalancingConfigs.All(c => c.PolicyName != LoadBalancingConfig.PickFirstPolicyName))
            throw new NotSupportedException($"ServiceConfig: no balancing policy but {LoadBalancingConfig.PickFirstPolicyName} is supported.");
    }

    public bool IsRetryable(StatusCode code) => _codes.Contains(code);

    /// <summary>A random pause before the next attempt.</summary>
    /// <param name="made">Attempts made so far, 1 or more.</param>
    public TimeSpan PauseAfter(int made)
    {
        double longest = Math.Min(_initial.TotalMilliseconds * Math.Pow(_multiplier, made - 1), _max.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest);
    }

    private static string? NullIfEmpty(string? name) => string.IsNullOrEmpty(name) ? null : name;

    private static T Required<T>(T? value, string name)
        where T : struct => value ?? throw new InvalidOperationException($"RetryPolicy.{name} is not set; it is required.");

    private static void Check(bool good, string name, object? value, string allowed)
    {
        if (!good) throw new InvalidOperationException($"RetryPolicy.{name} is {value}; allowed: {allowed}.");
    }
}
