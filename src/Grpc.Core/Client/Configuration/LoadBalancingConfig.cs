namespace Grpc.Net.Client.Configuration;

/// <summary>A balancing policy by name.</summary>
/// <param name="loadBalancingPolicyName">Its name in a service config.</param>
public class LoadBalancingConfig(string loadBalancingPolicyName) : ConfigObject
{
    /// <summary>Name of <see cref="PickFirstConfig"/>.</summary>
    public const string PickFirstPolicyName = "pick_first";

    /// <summary>Name of <see cref="RoundRobinConfig"/>.</summary>
    public const string RoundRobinPolicyName = "round_robin";

    /// <summary>The policy's name.</summary>
    public string PolicyName { get; } = loadBalancingPolicyName;
}

/// <summary>One connection to the first address that answers.</summary>
public sealed class PickFirstConfig() : LoadBalancingConfig(PickFirstPolicyName);

/// <summary>A connection to every address, used in turn. Not supported yet: a channel refuses it as its only policy.</summary>
public sealed class RoundRobinConfig() : LoadBalancingConfig(RoundRobinPolicyName);
