using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Retries by service config.</summary>
public sealed class ClientRetryTests
{
    private int _attempts;
    private string _previous = "";

    [Fact]
    public async Task Unary_FailingTwice_IsSentThreeTimes()
    {
        await using RawServer server = await StartAsync(failures: 2);
        using GrpcChannel channel = Open(server);
        Assert.Equal("hello", await channel.CallAsync("hello"));
        Assert.Equal(3, _attempts);
        Assert.Equal("2", _previous);
    }

    [Fact]
    public async Task Unary_FailingAlways_EndsAfterMaxAttempts()
    {
        await using RawServer server = await StartAsync(failures: 100);
        using GrpcChannel channel = Open(server, attempts: 4);
        Assert.Equal((StatusCode.Unavailable, "busy"), (await channel.CallAsync("x").StatusOf()) is var s ? (s.StatusCode, s.Detail) : default);
        Assert.Equal(4, _attempts);
    }

    [Fact]
    public async Task Attempts_AreBoundedByTheChannelToo()
    {
        await using RawServer server = await StartAsync(failures: 100);
        using GrpcChannel channel = Open(server, attempts: 50);
        await channel.CallAsync("x").StatusOf();
        Assert.Equal(5, _attempts);
    }

    [Fact]
    public async Task Status_ThatIsNotListed_IsNotRetried()
    {
        await using RawServer server = await StartAsync(failures: 100, status: 9);
        using GrpcChannel channel = Open(server);
        Assert.Equal(StatusCode.FailedPrecondition, (await channel.CallAsync("x").StatusOf()).StatusCode);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task ClientStreaming_FailingInTheMiddle_SendsEverythingAgain()
    {
        await using RawServer server = await StartAsync(failures: 2, readBeforeFailing: 2);
        using GrpcChannel channel = Open(server);
        using AsyncClientStreamingCall<string, string> call = channel.StreamUp();
        foreach (string part in (string[])["a", "b", "c", "d"])
        {
            await call.RequestStream.WriteAsync(part).WaitAsync(Echo.Timeout);
            await Task.Delay(30);
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal("abcd", await call.ResponseAsync.WaitAsync(Echo.Timeout));
        Assert.Equal(3, _attempts);
    }

    [Fact]
    public async Task Duplex_OnceAnswered_IsNotRetriedAndGoesOn()
    {
        await using RawServer server = await StartAsync(failures: 1, readBeforeFailing: 1);
        using GrpcChannel channel = Open(server);
        using AsyncDuplexStreamingCall<string, string> call = channel.StreamBoth();
        for (int i = 0; i < 20; i++)
        {
            await call.RequestStream.WriteAsync($"{i}").WaitAsync(Echo.Timeout);
            Assert.True(await call.ResponseStream.MoveNext(default).WaitAsync(Echo.Timeout));
            Assert.Equal($"{i}", call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.Empty(await call.ResponseStream.AllAsync());
        Assert.Equal(2, _attempts);
        Assert.True(channel.RetryBuffer.IsEmpty);
    }

    [Fact]
    public async Task Request_TooLargeToKeep_IsNotRetried()
    {
        await using RawServer server = await StartAsync(failures: 100);
        using GrpcChannel channel = Open(server);
        await channel.CallAsync(new string('x', 1_100_000)).StatusOf();
        Assert.Equal(1, _attempts);
        Assert.True(channel.RetryBuffer.IsEmpty);
    }

    [Fact]
    public async Task Stream_TooLargeToKeep_StillArrives()
    {
        await using RawServer server = await StartAsync(failures: 0);
        using GrpcChannel channel = Open(server);
        using AsyncClientStreamingCall<string, string> call = channel.StreamUp();
        string part = new('x', 300_000);
        for (int i = 0; i < 10; i++) await call.RequestStream.WriteAsync(part).WaitAsync(Echo.Timeout);
        await call.RequestStream.CompleteAsync();
        Assert.Equal(3_000_000, (await call.ResponseAsync.WaitAsync(Echo.Timeout)).Length);
        Assert.True(channel.RetryBuffer.IsEmpty);
    }

    [Theory]
    [InlineData("-1", 1), InlineData("soon", 1), InlineData("5", 3)]
    public async Task Pushback_OfTheServer_IsObeyed(string pushback, int attempts)
    {
        await using RawServer server = await StartAsync(failures: 100, pushback: pushback);
        using GrpcChannel channel = Open(server, backoff: pushback == "5" ? TimeSpan.FromHours(1) : null);
        await channel.CallAsync("x").StatusOf();
        Assert.Equal(attempts, _attempts);
    }

    [Fact]
    public async Task Throttle_HalfUsed_StopsRetries()
    {
        await using RawServer server = await StartAsync(failures: 100);
        using GrpcChannel channel = Open(server, throttling: new() { MaxTokens = 4, TokenRatio = 0.1 });
        await channel.CallAsync("x").StatusOf();        // 4 tokens: one retry, then 2 are left
        Assert.Equal(2, _attempts);
        await channel.CallAsync("x").StatusOf();
        Assert.Equal(3, _attempts);
    }

    [Fact]
    public async Task Deadline_DuringThePause_EndsTheCall()
    {
        await using RawServer server = await StartAsync(failures: 100, pushback: "60000");
        using GrpcChannel channel = Open(server);
        Status status = await channel.CallAsync("x", new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(300))).StatusOf();
        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
    }

    [Fact]
    public void Config_ThatCannotBeKept_IsRefused()
    {
        static void Refused<T>(MethodConfig method)
            where T : Exception => Assert.Throws<T>(() => GrpcChannel.ForAddress(
                "http://localhost", new GrpcChannelOptions { ServiceConfig = new() { MethodConfigs = { method } } }));

        Refused<NotSupportedException>(new() { HedgingPolicy = new() });
        Refused<InvalidOperationException>(new() { RetryPolicy = new() });
        Refused<InvalidOperationException>(new() { RetryPolicy = Policy(1, null) });
    }

    private static RetryPolicy Policy(int attempts, TimeSpan? backoff) => new()
    {
        MaxAttempts = attempts,
        InitialBackoff = backoff ?? TimeSpan.FromMilliseconds(5),
        MaxBackoff = backoff ?? TimeSpan.FromMilliseconds(20),
        BackoffMultiplier = 2,
        RetryableStatusCodes = { StatusCode.Unavailable },
    };

    private static GrpcChannel Open(RawServer server, int attempts = 3, TimeSpan? backoff = null, RetryThrottlingPolicy? throttling = null) =>
        GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            ServiceConfig = new()
            {
                MethodConfigs = { new MethodConfig { Names = { new MethodName { Service = "test.Echo" } }, RetryPolicy = Policy(attempts, backoff) } },
                RetryThrottling = throttling,
            },
        });

    private Task<RawServer> StartAsync(int failures, int status = 14, int readBeforeFailing = 0, string? pushback = null) =>
        RawServer.StartAsync(async http =>
        {
            _previous = http.Request.Headers["grpc-previous-rpc-attempts"].ToString();
            if (Interlocked.Increment(ref _attempts) > failures)
            {
                await Echo.HandleAsync(http);
                return;
            }

            for (int i = 0; i < readBeforeFailing; i++) await http.ReadAsync();
            if (pushback is not null) http.Response.Headers["grpc-retry-pushback-ms"] = pushback;
            http.EndByHeaders(status, "busy");
        });
}
