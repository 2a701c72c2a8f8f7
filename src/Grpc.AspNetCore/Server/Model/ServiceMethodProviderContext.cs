using Grpc.AspNetCore.Server.Internal;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Model;

/// <summary>Collects the methods of a service while it is mapped.</summary>
public class ServiceMethodProviderContext<TService>
    where TService : class
{
    private readonly ServiceRuntime<TService> _runtime;

    internal ServiceMethodProviderContext(ServiceRuntime<TService> runtime, object? argument)
    {
        _runtime = runtime;
        Argument = argument;
    }

    internal List<MethodModel> Methods { get; } = [];

    /// <summary>What the mapping was given for its providers; null unless an extension maps services itself.</summary>
    public object? Argument { get; }

    /// <summary>Adds a unary method.</summary>
    public void AddUnaryMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, IList<object> metadata, UnaryServerMethod<TService, TRequest, TResponse> invoker)
        where TRequest : class where TResponse : class => Add(method, metadata, _runtime.Unary(method, invoker));

    /// <summary>Adds a server-streaming method.</summary>
    public void AddServerStreamingMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, IList<object> metadata, ServerStreamingServerMethod<TService, TRequest, TResponse> invoker)
        where TRequest : class where TResponse : class => Add(method, metadata, _runtime.ServerStreaming(method, invoker));

    /// <summary>Adds a client-streaming method.</summary>
    public void AddClientStreamingMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, IList<object> metadata, ClientStreamingServerMethod<TService, TRequest, TResponse> invoker)
        where TRequest : class where TResponse : class => Add(method, metadata, _runtime.ClientStreaming(method, invoker));

    /// <summary>Adds a method that streams both ways.</summary>
    public void AddDuplexStreamingMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, IList<object> metadata, DuplexStreamingServerMethod<TService, TRequest, TResponse> invoker)
        where TRequest : class where TResponse : class => Add(method, metadata, _runtime.DuplexStreaming(method, invoker));

    /// <summary>Adds a method that handles its HTTP requests itself, at a route of its own.</summary>
    public void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, RoutePattern pattern, IList<object> metadata, RequestDelegate invoker)
        where TRequest : class where TResponse : class => Methods.Add(new(method, pattern, metadata, invoker));

    private void Add(IMethod method, IList<object> metadata, RequestDelegate invoker) =>
        Methods.Add(new(method, RoutePatternFactory.Parse(method.FullName), metadata, invoker));
}
