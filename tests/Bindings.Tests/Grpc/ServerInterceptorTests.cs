using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Interceptors stand around all four kinds of call, outermost first, with their own services and arguments.</summary>
public sealed class ServerInterceptorTests
{
    [Fact]
    public async Task Global_ComeOutsideTheServicesOwn()
    {
        var log = new Log();
        await using var server = await ServerScript.StartAsync(
            unary: (_, _) => Task.FromResult(new SimpleResponse()),
            options: grpc => grpc.Interceptors.Add<Named>("global"),
            add: services => services.AddSingleton(log).AddGrpc()
                .AddServiceOptions<ServerScript.Service>(own => own.Interceptors.Add<Named>("own")));

        await server.Client.UnaryCallAsync(new SimpleRequest());

        Assert.Equal(["global in", "own in", "own out", "own disposed", "global out", "global disposed"], log.Lines);
    }

    [Fact]
    public async Task Registered_AreTakenFromTheServices()
    {
        var log = new Log();
        await using var server = await ServerScript.StartAsync(
            unary: (_, _) => Task.FromResult(new SimpleResponse()),
            options: grpc => grpc.Interceptors.Add<Named>(),
            add: services => services.AddSingleton(log).AddSingleton(new Named("registered", log)));

        await server.Client.UnaryCallAsync(new SimpleRequest());

        Assert.Equal(["registered in", "registered out"], log.Lines);
    }

    [Fact]
    public async Task Streams_AreIntercepted()
    {
        var log = new Log();
        await using var server = await ServerScript.StartAsync(
            streaming: (_, responses, _) => responses.WriteAsync(new StreamingOutputCallResponse()),
            requests: async (requests, _) => new StreamingInputCallResponse { AggregatedPayloadSize = await requests.ReadAllAsync().CountAsync() },
            options: grpc => grpc.Interceptors.Add<Named>("it"),
            add: services => services.AddSingleton(log));

        using (var output = server.Client.StreamingOutputCall(new StreamingOutputCallRequest()))
            Assert.Equal(1, await output.ResponseStream.ReadAllAsync().CountAsync());
        using var input = server.Client.StreamingInputCall();
        await input.RequestStream.WriteAsync(new StreamingInputCallRequest());
        await input.RequestStream.CompleteAsync();

        Assert.Equal(1, (await input).AggregatedPayloadSize);
        Assert.Equal(["it in", "it out", "it disposed", "it in", "it out", "it disposed"], log.Lines);
    }

    [Fact]
    public async Task Exception_OfAnInterceptor_IsTheCallsStatus()
    {
        await using var server = await ServerScript.StartAsync(
            unary: (_, _) => Task.FromResult(new SimpleResponse()), options: grpc => grpc.Interceptors.Add<Refusing>());

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, e.StatusCode);
    }

    private sealed class Log
    {
        public List<string> Lines { get; } = [];
    }

    private sealed class Named(string name, Log log) : Interceptor, IDisposable
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            Around(() => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            Around(() => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation) => Around(async () =>
            {
                await continuation(request, responseStream, context);
                return true;
            });

        public void Dispose() => log.Lines.Add($"{name} disposed");

        private async Task<T> Around<T>(Func<Task<T>> next)
        {
            log.Lines.Add($"{name} in");
            T result = await next();
            log.Lines.Add($"{name} out");
            return result;
        }
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
    }
}
