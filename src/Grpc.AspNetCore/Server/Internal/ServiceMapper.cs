using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Finds a service's methods and gives each an endpoint.</summary>
internal static class ServiceMapper
{
    public static GrpcServiceEndpointConventionBuilder Map<TService>(IEndpointRouteBuilder routes)
        where TService : class
    {
        IServiceProvider services = routes.ServiceProvider;
        MethodOptions options = Options(services, services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value);
        var runtime = new ServiceRuntime<TService>(
            Factory(services, options), services.GetRequiredService<IGrpcServiceActivator<TService>>(), options.SuppressCreatingService);
        var context = new ServiceMethodProviderContext<TService>(runtime, argument: null);
        foreach (IServiceMethodProvider<TService> provider in services.GetServices<IServiceMethodProvider<TService>>())
            provider.OnServiceMethodDiscovery(context);
        return Map(routes, typeof(TService), context.Methods, options);
    }

    public static GrpcServiceEndpointConventionBuilder Map(IEndpointRouteBuilder routes, ServerServiceDefinition definition)
    {
        IServiceProvider services = routes.ServiceProvider;
        MethodOptions options = Options(services, new GrpcServiceOptions());
        var binder = new DefinitionBinder(Factory(services, options));
        definition.BindService(binder);
        return Map(routes, typeof(ServerServiceDefinition), binder.Methods, options);
    }

    private static MethodOptions Options(IServiceProvider services, GrpcServiceOptions own) =>
        MethodOptions.Merge(services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value, own);

    private static MethodFactory Factory(IServiceProvider services, MethodOptions options) =>
        new(options, new InterceptorChain(options.Interceptors, services), services.GetRequiredService<ServerLog>());

    private static GrpcServiceEndpointConventionBuilder Map(
        IEndpointRouteBuilder routes, Type serviceType, List<MethodModel> methods, MethodOptions options)
    {
        if (methods.Count == 0)
            throw new InvalidOperationException($"{serviceType} has no gRPC methods; a service derives from the base class that the gRPC tools generate");
        ServerLog log = routes.ServiceProvider.GetRequiredService<ServerLog>();
        var endpoints = new List<IEndpointConventionBuilder>(methods.Count);
        foreach (MethodModel method in methods)
            endpoints.Add(Map(routes, serviceType, method));
        if (!options.IgnoreUnknownServices)
            routes.ServiceProvider.GetRequiredService<UnimplementedRoutes>().Map(routes, methods);
        log.Mapped(serviceType, methods.Count);
        return new(endpoints);
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, Type serviceType, MethodModel method)
    {
        IEndpointConventionBuilder endpoint = routes.Map(method.Pattern, method.RequestDelegate);
        endpoint.Add(builder =>
        {
            builder.DisplayName = $"gRPC - {method.Method.FullName}";
            builder.Metadata.Add(new GrpcMethodMetadata(serviceType, method.Method));
            builder.Metadata.Add(new HttpMethodMetadata(["POST"], acceptCorsPreflight: true));
            foreach (object item in method.Metadata)
                builder.Metadata.Add(item);
        });
        return endpoint;
    }
}
