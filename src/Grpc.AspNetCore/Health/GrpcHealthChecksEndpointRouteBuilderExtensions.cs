using Grpc.AspNetCore.HealthChecks;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the gRPC health service to endpoints.</summary>
public static class GrpcHealthChecksEndpointRouteBuilderExtensions
{
    /// <summary>Serves grpc.health.v1.Health from the application's health checks.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcHealthChecksService(this IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        HealthServiceImpl health = builder.ServiceProvider.GetService<HealthServiceImpl>()
            ?? throw new InvalidOperationException("gRPC health checks are not among the application's services; call services.AddGrpcHealthChecks() first");
        if (!builder.ServiceProvider.GetRequiredService<IOptions<GrpcHealthChecksOptions>>().Value.SuppressCompletionOnShutdown)
            builder.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(health.CompleteWatches);
        return builder.MapGrpcService<HealthChecksService>();
    }
}
