using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Makes request delegates of one service's methods: its options around them, its interceptors inside.</summary>
internal sealed class MethodFactory(MethodOptions options, InterceptorChain interceptors, ServerLog log)
{
    public RequestDelegate Create<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class =>
        new UnaryHandler<TRequest, TResponse>(method, Runtime(method), interceptors.Around(handler)).HandleAsync;

    public RequestDelegate Create<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class =>
        new ClientStreamingHandler<TRequest, TResponse>(method, Runtime(method), interceptors.Around(handler)).HandleAsync;

    public RequestDelegate Create<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class =>
        new ServerStreamingHandler<TRequest, TResponse>(method, Runtime(method), interceptors.Around(handler)).HandleAsync;

    public RequestDelegate Create<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class =>
        new DuplexStreamingHandler<TRequest, TResponse>(method, Runtime(method), interceptors.Around(handler)).HandleAsync;

    private MethodRuntime Runtime(IMethod method) => new(method, options, log);
}
