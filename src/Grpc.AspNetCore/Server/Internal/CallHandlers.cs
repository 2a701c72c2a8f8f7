using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class UnaryHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodRuntime runtime, UnaryServerMethod<TRequest, TResponse> serve) : CallHandler(runtime)
    where TRequest : class where TResponse : class
{
    protected override async Task ServeAsync(ServerCall call)
    {
        TRequest request = await call.Requests.ReadSingleAsync(method.RequestMarshaller);
        await call.RespondAsync(method.ResponseMarshaller, await serve(request, call));
    }
}

internal sealed class ClientStreamingHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodRuntime runtime, ClientStreamingServerMethod<TRequest, TResponse> serve) : CallHandler(runtime)
    where TRequest : class where TResponse : class
{
    protected override async Task ServeAsync(ServerCall call)
    {
        var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
        await call.RespondAsync(method.ResponseMarshaller, await serve(requests, call));
    }
}

internal sealed class ServerStreamingHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodRuntime runtime, ServerStreamingServerMethod<TRequest, TResponse> serve) : CallHandler(runtime)
    where TRequest : class where TResponse : class
{
    protected override async Task ServeAsync(ServerCall call)
    {
        TRequest request = await call.Requests.ReadSingleAsync(method.RequestMarshaller);
        await serve(request, new ResponseStream<TResponse>(call, method.ResponseMarshaller), call);
    }
}

internal sealed class DuplexStreamingHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, MethodRuntime runtime, DuplexStreamingServerMethod<TRequest, TResponse> serve) : CallHandler(runtime)
    where TRequest : class where TResponse : class
{
    protected override Task ServeAsync(ServerCall call) => serve(
        new RequestStream<TRequest>(call, method.RequestMarshaller), new ResponseStream<TResponse>(call, method.ResponseMarshaller), call);
}
