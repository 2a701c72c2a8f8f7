using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>Deadlines, tokens and disposal.</summary>
public sealed class ClientCancelTests : IAsyncLifetime
{
    private readonly TaskCompletionSource<string> _timeout = new();
    private readonly TaskCompletionSource _aborted = new();
    private RawServer _server = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _server = await RawServer.StartAsync(SleepAsync);
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Deadline_Passed_EndsTheCallInTimeAndTellsTheServer()
    {
        long started = Stopwatch.GetTimestamp();
        Status status = await _channel.CallAsync("x", In(milliseconds: 1000)).StatusOf();

        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 900, 10_000);
        Assert.Matches("^[0-9]{1,8}[numSMH]$", await _timeout.Task.WaitAsync(Echo.Timeout));
        await _aborted.Task.WaitAsync(Echo.Timeout);
    }

    [Fact]
    public async Task Deadline_AlreadyPassed_EndsTheCallBeforeItIsSent()
    {
        Assert.Equal(StatusCode.DeadlineExceeded, (await _channel.CallAsync("x", In(milliseconds: -1)).StatusOf()).StatusCode);
        using AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth(In(milliseconds: -1));
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.ResponseStream.MoveNext(default).StatusOf()).StatusCode);
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.RequestStream.WriteAsync("x").StatusOf()).StatusCode);
        Assert.False(_timeout.Task.IsCompleted);
    }

    [Fact]
    public void Deadline_InLocalTime_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => _channel.Call("x", new CallOptions(deadline: DateTime.Now)));

    [Fact]
    public async Task Deadline_Never_IsNotSent()
    {
        using AsyncUnaryCall<string> call = _channel.Call("x", new CallOptions(deadline: DateTime.MaxValue));
        Assert.Equal("", await _timeout.Task.WaitAsync(Echo.Timeout));
    }

    [Fact]
    public async Task Deadline_OfAnIdleStream_EndsItWithoutAReader()
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth(In(milliseconds: 2000));
        await call.ResponseHeadersAsync.WaitAsync(Echo.Timeout);
        await _aborted.Task.WaitAsync(Echo.Timeout);
        await WaitForAsync(() => TryStatus(call) == StatusCode.DeadlineExceeded);
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.ResponseStream.MoveNext(default).StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Token_Fired_CancelsAUnaryCall()
    {
        using var cancel = new CancellationTokenSource();
        Task<string> call = _channel.CallAsync("x", new CallOptions(cancellationToken: cancel.Token));
        await _timeout.Task.WaitAsync(Echo.Timeout);
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await call.StatusOf()).StatusCode);
        await _aborted.Task.WaitAsync(Echo.Timeout);
    }

    [Fact]
    public async Task Token_AlreadyFired_SendsNothing()
    {
        Status status = await _channel.CallAsync("x", new CallOptions(cancellationToken: new(true))).StatusOf();
        Assert.Equal(StatusCode.Cancelled, status.StatusCode);
        Assert.False(_timeout.Task.IsCompleted);
    }

    [Fact]
    public async Task Token_OfARead_CancelsTheStream()
    {
        using AsyncServerStreamingCall<string> call = _channel.StreamDown("x");
        using var cancel = new CancellationTokenSource();
        Task<bool> read = call.ResponseStream.MoveNext(cancel.Token);
        await _timeout.Task.WaitAsync(Echo.Timeout);
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await read.StatusOf()).StatusCode);
        await _aborted.Task.WaitAsync(Echo.Timeout);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Token_OfAWriteThatWaits_CancelsTheStream()
    {
        using AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth();
        using var cancel = new CancellationTokenSource();
        Task write = call.RequestStream.WriteAsync(new string('x', 50_000_000), cancel.Token);     // the server does not read
        await Task.Delay(200);
        Assert.False(write.IsCompleted);
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await write.StatusOf()).StatusCode);
        await _aborted.Task.WaitAsync(Echo.Timeout);
    }

    [Fact]
    public async Task Dispose_OfARunningCall_CancelsIt()
    {
        AsyncUnaryCall<string> unary = _channel.Call("x");
        await _timeout.Task.WaitAsync(Echo.Timeout);
        unary.Dispose();
        Assert.Equal(StatusCode.Cancelled, (await unary.ResponseAsync.StatusOf()).StatusCode);
        await _aborted.Task.WaitAsync(Echo.Timeout);
    }

    [Fact]
    public async Task Dispose_OfAnIdleStream_ResetsIt()
    {
        AsyncDuplexStreamingCall<string, string> call = _channel.StreamBoth();
        await call.ResponseHeadersAsync.WaitAsync(Echo.Timeout);
        call.Dispose();
        await _aborted.Task.WaitAsync(Echo.Timeout);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await call.RequestStream.WriteAsync("x").StatusOf()).StatusCode);
    }

    [Fact]
    public async Task Option_ForOperationCanceled_ChangesTheException()
    {
        using var channel = GrpcChannel.ForAddress(_server.Address, new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var cancel = new CancellationTokenSource();
        using AsyncUnaryCall<string> call = channel.Call("x", new CallOptions(cancellationToken: cancel.Token));
        await cancel.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.ResponseAsync.WaitAsync(Echo.Timeout));
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.Call("x", In(milliseconds: 50)).ResponseAsync.WaitAsync(Echo.Timeout));
    }

    private static StatusCode? TryStatus(AsyncDuplexStreamingCall<string, string> call)
    {
        try
        {
            return call.GetStatus().StatusCode;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Echo.Timeout);
            await Task.Delay(10);
        }
    }

    private static CallOptions In(int milliseconds) => new(deadline: DateTime.UtcNow.AddMilliseconds(milliseconds));

    // Streams get their headers at once; nothing ever gets an answer.
    private async Task SleepAsync(HttpContext http)
    {
        _timeout.TrySetResult(http.Request.Headers["grpc-timeout"].ToString());
        using CancellationTokenRegistration aborted = http.RequestAborted.Register(() => _aborted.TrySetResult());
        http.Response.ContentType = "application/grpc";
        if (http.Request.Path.Value!.EndsWith("Streaming", StringComparison.Ordinal)) await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
