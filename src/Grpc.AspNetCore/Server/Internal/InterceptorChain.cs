using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Puts a service's interceptors around its methods: built once for a method, with fresh instances for each call.</summary>
internal sealed class InterceptorChain(IReadOnlyList<InterceptorRegistration> registrations, IServiceProvider services)
{
    private readonly Link[] _links = [.. registrations.Select(registration => new Link(registration, services))];

    public UnaryServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(UnaryServerMethod<TRequest, TResponse> method)
        where TRequest : class where TResponse : class => _links.Reverse().Aggregate(
            method,
            (next, link) => (request, context) =>
                link.Call(context, interceptor => interceptor.UnaryServerHandler(request, context, next)));

    public ClientStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ClientStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class where TResponse : class => _links.Reverse().Aggregate(
            method,
            (next, link) => (requests, context) =>
                link.Call(context, interceptor => interceptor.ClientStreamingServerHandler(requests, context, next)));

    public ServerStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(ServerStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class where TResponse : class => _links.Reverse().Aggregate(
            method,
            (next, link) => (request, responses, context) =>
                link.Call(context, interceptor => Awaited(interceptor.ServerStreamingServerHandler(request, responses, context, next))));

    public DuplexStreamingServerMethod<TRequest, TResponse> Around<TRequest, TResponse>(DuplexStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class where TResponse : class => _links.Reverse().Aggregate(
            method,
            (next, link) => (requests, responses, context) =>
                link.Call(context, interceptor => Awaited(interceptor.DuplexStreamingServerHandler(requests, responses, context, next))));

    private static async Task<bool> Awaited(Task task)
    {
        await task;
        return true;
    }

    private sealed class Link
    {
        private readonly InterceptorRegistration _registration;
        private readonly IGrpcInterceptorActivator _activator;

        public Link(InterceptorRegistration registration, IServiceProvider services)
        {
            _registration = registration;
            _activator = (IGrpcInterceptorActivator)services.GetRequiredService(typeof(IGrpcInterceptorActivator<>).MakeGenericType(registration.Type));
        }

        public async Task<T> Call<T>(ServerCallContext context, Func<Interceptor, Task<T>> invoke)
        {
            GrpcActivatorHandle<Interceptor> handle = _activator.Create(context.GetHttpContext().RequestServices, _registration);
            try
            {
                return await invoke(handle.Instance);
            }
            finally
            {
                if (handle.Created)
                    await _activator.ReleaseAsync(handle);
            }
        }
    }
}
