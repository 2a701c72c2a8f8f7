using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Takes a service from the call's services or, when it is not registered, creates it with them.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by the services, as an open generic.")]
internal sealed class ServiceActivator<TService> : IGrpcServiceActivator<TService>
    where TService : class
{
    /// <summary>Whether an instance that was created must also be disposed.</summary>
    public static readonly bool Disposes = typeof(IDisposable).IsAssignableFrom(typeof(TService)) || typeof(IAsyncDisposable).IsAssignableFrom(typeof(TService));

    private static readonly Lazy<ObjectFactory<TService>> s_factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    public GrpcActivatorHandle<TService> Create(IServiceProvider serviceProvider) =>
        serviceProvider.GetService<TService>() is { } registered
            ? new(registered, created: false, state: null)
            : new(s_factory.Value(serviceProvider, []), created: true, state: null);

    public ValueTask ReleaseAsync(GrpcActivatorHandle<TService> service) =>
        service.Created ? Disposal.Of(service.Instance) : ValueTask.CompletedTask;
}
