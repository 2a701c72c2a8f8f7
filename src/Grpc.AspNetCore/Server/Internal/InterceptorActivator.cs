using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Takes an interceptor from the call's services or, when it is not registered or has arguments, creates it with them.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by the services, as an open generic.")]
internal sealed class InterceptorActivator<TInterceptor> : IGrpcInterceptorActivator<TInterceptor>
    where TInterceptor : Interceptor
{
    private readonly ConcurrentDictionary<InterceptorRegistration, ObjectFactory> _factories = new();

    public GrpcActivatorHandle<Interceptor> Create(IServiceProvider serviceProvider, InterceptorRegistration interceptorRegistration)
    {
        if (interceptorRegistration.Arguments.Count == 0 && serviceProvider.GetService<TInterceptor>() is { } registered)
            return new(registered, created: false, state: null);

        ObjectFactory factory = _factories.GetOrAdd(
            interceptorRegistration, static from => ActivatorUtilities.CreateFactory(from.Type, [.. from.Arguments.Select(a => a.GetType())]));
        return new((Interceptor)factory(serviceProvider, [.. interceptorRegistration.Arguments]), created: true, state: null);
    }

    public ValueTask ReleaseAsync(GrpcActivatorHandle<Interceptor> interceptor) =>
        interceptor.Created ? Disposal.Of(interceptor.Instance) : ValueTask.CompletedTask;
}
