using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds gRPC reflection to an application's services.</summary>
public static class GrpcReflectionServiceExtensions
{
    /// <summary>Adds the reflection service for all services that the application maps; map it with MapGrpcReflectionService.</summary>
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider =>
            new ReflectionV1ServiceImpl(MappedServices.Descriptors(provider.GetRequiredService<EndpointDataSource>())));
        services.TryAddSingleton(provider =>
            new ReflectionServiceImpl(MappedServices.Descriptors(provider.GetRequiredService<EndpointDataSource>())));
        return services;
    }
}
