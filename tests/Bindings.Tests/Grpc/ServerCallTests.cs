using System.Diagnostics;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>What a handler and its caller see of a call, over a real connection.</summary>
public sealed class ServerCallTests
{
    [Fact]
    public async Task Context_TellsWhoCallsWhatAndUntilWhen()
    {
        AuthContext? identity = null;
        string? peer = null;
        await using var server = await ServerScript.StartAsync(unary: (_, context) =>
        {
            identity = context.AuthContext;
            peer = context.Peer;
            return Task.FromResult(new SimpleResponse { Username = $"{context.Method} {context.Host} {context.Deadline:O}" });
        });
        DateTime deadline = DateTime.UtcNow.AddSeconds(30);

        SimpleResponse response = await server.Client.UnaryCallAsync(new SimpleRequest(), deadline: deadline);

        string[] told = response.Username.Split(' ');
        Assert.Equal("/grpc.testing.TestService/UnaryCall", told[0]);
        Assert.Equal($"127.0.0.1:{server.Port}", told[1]);
        Assert.InRange(DateTime.Parse(told[2]).ToUniversalTime(), deadline.AddSeconds(-5), deadline.AddSeconds(5));
        Assert.StartsWith("ipv4:127.0.0.1:", peer, StringComparison.Ordinal);
        Assert.False(identity!.IsPeerAuthenticated);
    }

    [Fact]
    public async Task Metadata_TextAndBinary_GoesBothWays()
    {
        Metadata? received = null;
        await using var server = await ServerScript.StartAsync(unary: async (_, context) =>
        {
            received = context.RequestHeaders;
            await context.WriteResponseHeadersAsync(new Metadata { { "head", "h" }, { "head-bin", [0, 255, 128] } });
            context.ResponseTrailers.Add("tail", "t");
            context.ResponseTrailers.Add("tail-bin", []);
            return new SimpleResponse();
        });
        var sent = new Metadata { { "ask", "one" }, { "ask", "two" }, { "ask-bin", [1, 2, 3, 4] } };

        using var call = server.Client.UnaryCallAsync(new SimpleRequest(), sent);
        await call;
        Metadata head = await call.ResponseHeadersAsync, tail = call.GetTrailers();

        Assert.Equal("one, two", string.Join(", ", received!.GetAll("ask").Select(entry => entry.Value)));   // HTTP may join them
        Assert.Equal([1, 2, 3, 4], received!.GetValueBytes("ask-bin")!);
        Assert.DoesNotContain(received!, entry => entry.Key is "te" or "content-type" or "grpc-timeout" or "grpc-accept-encoding");
        Assert.Equal("h", head.GetValue("head"));
        Assert.Equal([0, 255, 128], head.GetValueBytes("head-bin")!);
        Assert.Equal("t", tail.GetValue("tail"));
        Assert.Empty(tail.GetValueBytes("tail-bin")!);
    }

    [Theory]
    [InlineData(false, "Exception was thrown by handler."), InlineData(true, "InvalidOperationException: it broke")]
    public async Task Exception_IsUnknown_AndToldOnlyWhereAllowed(bool detailed, string expected)
    {
        await using var server = await ServerScript.StartAsync(
            unary: (_, _) => throw new InvalidOperationException("it broke"), options: grpc => grpc.EnableDetailedErrors = detailed);

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);

        Assert.Equal(StatusCode.Unknown, e.StatusCode);
        Assert.Contains(expected, e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(detailed, e.Status.Detail.Contains("it broke", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RpcException_SendsItsStatusAndTrailers()
    {
        await using var server = await ServerScript.StartAsync(unary: (_, _) =>
            throw new RpcException(new Status(StatusCode.NotFound, "no model 'ü%'"), new Metadata { { "reason", "missing" } }));

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);

        Assert.Equal(new Status(StatusCode.NotFound, "no model 'ü%'"), e.Status);
        Assert.Equal("missing", e.Trailers.GetValue("reason"));
    }

    [Fact]
    public async Task Trailer_ThatHttpCannotCarry_IsInternal()
    {
        await using var server = await ServerScript.StartAsync(unary: (_, context) =>
        {
            context.ResponseTrailers.Add("name", "line\nbreak");
            return Task.FromResult(new SimpleResponse());
        });

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);

        Assert.Equal(StatusCode.Internal, e.StatusCode);
    }

    [Fact]
    public async Task Status_SetByTheHandler_IsTheCalls()
    {
        await using var server = await ServerScript.StartAsync(unary: (_, context) =>
        {
            context.Status = new Status(StatusCode.FailedPrecondition, "not yet");
            return Task.FromResult(new SimpleResponse());
        });

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);

        Assert.Equal(StatusCode.FailedPrecondition, e.StatusCode);
    }

    [Fact]
    public async Task Response_Null_IsInternal()
    {
        await using var server = await ServerScript.StartAsync(unary: (_, _) => Task.FromResult<SimpleResponse>(null!));

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => server.Client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);

        Assert.Equal(StatusCode.Internal, e.StatusCode);
    }

    [Fact]
    public async Task Deadline_CancelsTheHandlersToken()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServerScript.StartAsync(unary: async (_, context) =>
        {
            context.CancellationToken.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new SimpleResponse();
        });

        ServerRawCall call = await ServerRawCall.SendAsync(
            server.Address, "/grpc.testing.TestService/UnaryCall", ServerRawCall.Frame([]), r => r.Headers.Add("grpc-timeout", "100m"));

        Assert.Equal((int)StatusCode.DeadlineExceeded, call.GrpcStatus);
        await cancelled.Task.WaitAsync(ServerRawCall.Patience);
    }

    [Fact]
    public async Task Deadline_IgnoredByTheHandler_EndsTheCallOnTime()
    {
        var release = new TaskCompletionSource();
        await using var server = await ServerScript.StartAsync(unary: async (_, _) =>
        {
            await release.Task;
            return new SimpleResponse();
        });
        var watch = Stopwatch.StartNew();

        ServerRawCall call = await ServerRawCall.SendAsync(
            server.Address, "/grpc.testing.TestService/UnaryCall", ServerRawCall.Frame([]), r => r.Headers.Add("grpc-timeout", "100m"));

        Assert.Equal((int)StatusCode.DeadlineExceeded, call.GrpcStatus);
        Assert.InRange(watch.ElapsedMilliseconds, 90, 5000);
        release.SetResult();
    }

    [Fact]
    public async Task Deadline_WhileTheHandlerWrites_LosesNoMessageAndEndsOnce()
    {
        await using var server = await ServerScript.StartAsync(streaming: async (_, responses, context) =>
        {
            while (true)
                await responses.WriteAsync(new StreamingOutputCallResponse { Payload = new Payload { Body = ByteString.CopyFrom(new byte[1000]) } });
        });
        int received = 0;

        RpcException e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            using var call = server.Client.StreamingOutputCall(new StreamingOutputCallRequest(), deadline: DateTime.UtcNow.AddMilliseconds(300));
            await foreach (StreamingOutputCallResponse response in call.ResponseStream.ReadAllAsync())
            {
                Assert.Equal(1000, response.Payload.Body.Length);
                received++;
            }
        });

        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        Assert.NotEqual(0, received);
    }

    [Fact]
    public async Task Cancel_ByTheCaller_CancelsTheHandlersToken()
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServerScript.StartAsync(unary: async (_, context) =>
        {
            context.CancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new SimpleResponse();
        });
        using var cancel = new CancellationTokenSource();

        var call = server.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: cancel.Token);
        await started.Task.WaitAsync(ServerRawCall.Patience);
        await cancel.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        await cancelled.Task.WaitAsync(ServerRawCall.Patience);
    }

    [Fact]
    public async Task Write_BeforeThePreviousIsAwaited_IsRefused()
    {
        Exception? refused = null;
        await using var server = await ServerScript.StartAsync(streaming: async (_, responses, _) =>
        {
            var large = new StreamingOutputCallResponse { Payload = new Payload { Body = ByteString.CopyFrom(new byte[1_000_000]) } };
            Task first = responses.WriteAsync(large);
            refused = await Record.ExceptionAsync(() => responses.WriteAsync(large));
            await first;
        });
        using var call = server.Client.StreamingOutputCall(new StreamingOutputCallRequest());

        Assert.Equal(1, await call.ResponseStream.ReadAllAsync().CountAsync());
        Assert.IsType<InvalidOperationException>(refused);
    }

    [Fact]
    public async Task Drain_LetsARunningCallEnd()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServerScript.StartAsync(unary: async (_, _) =>
        {
            started.SetResult();
            await release.Task;
            return new SimpleResponse { Username = "done" };
        });
        var call = server.Client.UnaryCallAsync(new SimpleRequest());
        await started.Task.WaitAsync(ServerRawCall.Patience);

        Task stop = server.StopAsync();
        await Task.Delay(100);
        release.SetResult();

        Assert.Equal("done", (await call).Username);
        await stop.WaitAsync(ServerRawCall.Patience);
    }

    [Fact]
    public async Task HttpContext_IsTheCallsOwn()
    {
        await using var server = await ServerScript.StartAsync(unary: (_, context) =>
        {
            HttpContext http = context.GetHttpContext();
            context.UserState["key"] = "state";
            bool same = http.Features.Get<IServerCallContextFeature>()?.ServerCallContext == context && http.Items["key"] is "state";
            return Task.FromResult(new SimpleResponse { Username = same.ToString() });
        });

        Assert.Equal("True", (await server.Client.UnaryCallAsync(new SimpleRequest())).Username);
    }
}
