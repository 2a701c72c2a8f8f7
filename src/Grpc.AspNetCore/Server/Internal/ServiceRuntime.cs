using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Makes request delegates of the methods of <typeparamref name="TService"/>; each call gets its instance from the activator.</summary>
internal sealed class ServiceRuntime<TService>(MethodFactory factory, IGrpcServiceActivator<TService> activator, bool withoutInstance)
    where TService : class
{
    // Without it, a unary call saves a state machine.
    private readonly bool _releases = activator is not ServiceActivator<TService> || ServiceActivator<TService>.Disposes;

    public RequestDelegate Unary<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TService, TRequest, TResponse> open)
        where TRequest : class where TResponse : class => factory.Create(method, (request, context) => _releases
            ? ServeAsync(context, service => open(service, request, context))
            : open(Activate(context).Instance, request, context));

    public RequestDelegate ClientStreaming<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TService, TRequest, TResponse> open)
        where TRequest : class where TResponse : class => factory.Create(method, (requests, context) =>
            ServeAsync(context, service => open(service, requests, context)));

    public RequestDelegate ServerStreaming<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TService, TRequest, TResponse> open)
        where TRequest : class where TResponse : class => factory.Create(method, (request, responses, context) =>
            ServeAsync(context, service => open(service, request, responses, context)));

    public RequestDelegate DuplexStreaming<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TService, TRequest, TResponse> open)
        where TRequest : class where TResponse : class => factory.Create(method, (requests, responses, context) =>
            ServeAsync(context, service => open(service, requests, responses, context)));

    private GrpcActivatorHandle<TService> Activate(ServerCallContext context) =>
        withoutInstance ? default : activator.Create(context.GetHttpContext().RequestServices);

    private async Task<T> ServeAsync<T>(ServerCallContext context, Func<TService, Task<T>> serve)
    {
        GrpcActivatorHandle<TService> handle = Activate(context);
        try
        {
            return await serve(handle.Instance);
        }
        finally
        {
            if (handle.Created)
                await activator.ReleaseAsync(handle);
        }
    }

    private async Task ServeAsync(ServerCallContext context, Func<TService, Task> serve)
    {
        GrpcActivatorHandle<TService> handle = Activate(context);
        try
        {
            await serve(handle.Instance);
        }
        finally
        {
            if (handle.Created)
                await activator.ReleaseAsync(handle);
        }
    }
}
