using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Methods over strings, their raw server, and calls of them.</summary>
internal static class Echo
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static readonly Method<string, string> Unary = Of(MethodType.Unary);
    public static readonly Method<string, string> ClientStreaming = Of(MethodType.ClientStreaming);
    public static readonly Method<string, string> ServerStreaming = Of(MethodType.ServerStreaming);
    public static readonly Method<string, string> Duplex = Of(MethodType.DuplexStreaming);

    /// <summary>Unary and client streaming: all requests joined. Server streaming: the request's characters. Duplex: every request.</summary>
    public static async Task HandleAsync(HttpContext http)
    {
        switch (http.Request.Path.Value!.Split('/')[^1])
        {
            case nameof(MethodType.ServerStreaming):
                foreach (char c in (await http.ReadAsync())!) await http.WriteAsync(c.ToString());
                break;
            case nameof(MethodType.DuplexStreaming):
                while (await http.ReadAsync() is { } message) await http.WriteAsync(message);
                if (!http.Response.HasStarted) http.Response.ContentType = "application/grpc";
                break;
            default:
                string all = "";
                while (await http.ReadAsync() is { } message) all += message;
                await http.WriteAsync(all);
                break;
        }

        http.End(0);
    }

    public static AsyncUnaryCall<string> Call(this GrpcChannel channel, string request, CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncUnaryCall(Unary, null, options, request);

    public static async Task<string> CallAsync(this GrpcChannel channel, string request, CallOptions options = default)
    {
        using AsyncUnaryCall<string> call = channel.Call(request, options);
        return await call.ResponseAsync.WaitAsync(Timeout);
    }

    public static AsyncServerStreamingCall<string> StreamDown(this GrpcChannel channel, string request, CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncServerStreamingCall(ServerStreaming, null, options, request);

    public static AsyncClientStreamingCall<string, string> StreamUp(this GrpcChannel channel, CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncClientStreamingCall(ClientStreaming, null, options);

    public static AsyncDuplexStreamingCall<string, string> StreamBoth(this GrpcChannel channel, CallOptions options = default) =>
        channel.CreateCallInvoker().AsyncDuplexStreamingCall(Duplex, null, options);

    /// <summary>The status that a task fails with.</summary>
    public static async Task<Status> StatusOf(this Task task) =>
        (await Assert.ThrowsAsync<RpcException>(() => task.WaitAsync(Timeout))).Status;

    public static async Task<List<string>> AllAsync(this IAsyncStreamReader<string> reader)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        List<string> all = [];
        while (await reader.MoveNext(timeout.Token)) all.Add(reader.Current);
        return all;
    }

    private static Method<string, string> Of(MethodType type) =>
        new(type, "test.Echo", type.ToString(), Marshallers.StringMarshaller, Marshallers.StringMarshaller);
}
