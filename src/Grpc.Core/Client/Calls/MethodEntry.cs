using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal;

/// <summary>What a channel knows about a method: made once, used by every call.</summary>
internal sealed class MethodEntry(IMethod method, Uri uri, RetryRules? retry)
{
    /// <summary>Service and method without the leading slash, as telemetry names them.</summary>
    public string Name { get; } = method.FullName[1..];

    /// <summary>The method.</summary>
    public IMethod Method { get; } = method;

    /// <summary>Address of its calls.</summary>
    public Uri Uri { get; } = uri;

    /// <summary>How it is retried, or null.</summary>
    public RetryRules? Retry { get; } = retry;
}
