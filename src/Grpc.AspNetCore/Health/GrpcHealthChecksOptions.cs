namespace Grpc.AspNetCore.HealthChecks;

/// <summary>How the application's health checks become health of gRPC services.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>Which checks speak for which service. At first the empty name, the server as a whole, has all of them.</summary>
    public ServiceMappingCollection Services { get; } = [];

    /// <summary>Whether Check and List tell what was last published instead of running the checks. Off unless set.</summary>
    public bool UseHealthChecksCache { get; set; }

    /// <summary>Whether watches stay open when the application stops; when not, they end, so that it does not wait for them.</summary>
    public bool SuppressCompletionOnShutdown { get; set; }
}
