using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Request feature: the call that a request carries, for middleware and filters.</summary>
public interface IServerCallContextFeature
{
    /// <summary>The call.</summary>
    ServerCallContext ServerCallContext { get; }
}
