namespace Grpc.AspNetCore.Web;

/// <summary>Endpoint metadata: whether an endpoint serves gRPC-Web.</summary>
public interface IGrpcWebEnabledMetadata
{
    /// <summary>Whether the endpoint serves gRPC-Web.</summary>
    bool GrpcWebEnabled { get; }
}

/// <summary>Serves a service or a method over gRPC-Web too.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class EnableGrpcWebAttribute : Attribute, IGrpcWebEnabledMetadata
{
    /// <inheritdoc/>
    public bool GrpcWebEnabled => true;
}

/// <summary>Does not serve a service or a method over gRPC-Web.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DisableGrpcWebAttribute : Attribute, IGrpcWebEnabledMetadata
{
    /// <inheritdoc/>
    public bool GrpcWebEnabled => false;
}
