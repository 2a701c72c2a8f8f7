using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>The client side of the official interop cases, under their official names.</summary>
internal static class InteropCases
{
    private const string Initial = "x-grpc-test-echo-initial", Trailing = "x-grpc-test-echo-trailing-bin";
    private const int LargeRequest = 271828, LargeResponse = 314159;

    private static readonly int[] s_requestSizes = [27182, 8, 1828, 45904];
    private static readonly int[] s_responseSizes = [31415, 9, 2653, 58979];
    private static readonly Metadata s_gzip = new() { { "grpc-internal-encoding-request", "gzip" } };

    public static readonly IReadOnlyDictionary<string, Func<CallInvoker, Task>> All = new Dictionary<string, Func<CallInvoker, Task>>
    {
        ["empty_unary"] = EmptyUnary,
        ["large_unary"] = LargeUnary,
        ["client_streaming"] = ClientStreaming,
        ["server_streaming"] = ServerStreaming,
        ["ping_pong"] = PingPong,
        ["empty_stream"] = EmptyStream,
        ["cancel_after_begin"] = CancelAfterBegin,
        ["cancel_after_first_response"] = CancelAfterFirstResponse,
        ["timeout_on_sleeping_server"] = TimeoutOnSleepingServer,
        ["custom_metadata"] = CustomMetadata,
        ["status_code_and_message"] = StatusCodeAndMessage,
        ["special_status_message"] = SpecialStatusMessage,
        ["unimplemented_method"] = UnimplementedMethod,
        ["unimplemented_service"] = UnimplementedServiceCase,
        ["client_compressed_unary"] = ClientCompressedUnary,
        ["client_compressed_streaming"] = ClientCompressedStreaming,
        ["server_compressed_unary"] = ServerCompressedUnary,
        ["server_compressed_streaming"] = ServerCompressedStreaming,
    };

    private static DateTime Soon => DateTime.UtcNow.AddSeconds(10);

    private static async Task EmptyUnary(CallInvoker server) =>
        Assert.Equal(new Empty(), await Client(server).EmptyCallAsync(new Empty(), deadline: Soon));

    private static async Task LargeUnary(CallInvoker server)
    {
        SimpleResponse response = await Client(server).UnaryCallAsync(Large(), deadline: Soon);

        Assert.Equal(LargeResponse, response.Payload.Body.Length);
    }

    private static async Task ClientStreaming(CallInvoker server)
    {
        using var call = Client(server).StreamingInputCall(deadline: Soon);
        foreach (int size in s_requestSizes)
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Zeros(size) });
        await call.RequestStream.CompleteAsync();

        Assert.Equal(s_requestSizes.Sum(), (await call).AggregatedPayloadSize);
    }

    private static async Task ServerStreaming(CallInvoker server)
    {
        var request = new StreamingOutputCallRequest { ResponseParameters = { s_responseSizes.Select(size => new ResponseParameters { Size = size }) } };
        using var call = Client(server).StreamingOutputCall(request, deadline: Soon);

        await AssertSizes(s_responseSizes, call.ResponseStream);
    }

    private static async Task PingPong(CallInvoker server)
    {
        using var call = Client(server).FullDuplexCall(deadline: Soon);
        for (int i = 0; i < s_requestSizes.Length; i++)
        {
            await call.RequestStream.WriteAsync(Ping(s_requestSizes[i], s_responseSizes[i]));
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(s_responseSizes[i], call.ResponseStream.Current.Payload.Body.Length);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    private static async Task EmptyStream(CallInvoker server)
    {
        using var call = Client(server).FullDuplexCall(deadline: Soon);
        await call.RequestStream.CompleteAsync();

        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    private static async Task CancelAfterBegin(CallInvoker server)
    {
        using var cancel = new CancellationTokenSource();
        using var call = Client(server).StreamingInputCall(deadline: Soon, cancellationToken: cancel.Token);
        cancel.Cancel();

        await AssertStatus(StatusCode.Cancelled, () => call.ResponseAsync);
    }

    private static async Task CancelAfterFirstResponse(CallInvoker server)
    {
        using var cancel = new CancellationTokenSource();
        using var call = Client(server).FullDuplexCall(deadline: Soon, cancellationToken: cancel.Token);
        await call.RequestStream.WriteAsync(Ping(s_requestSizes[0], s_responseSizes[0]));
        Assert.True(await call.ResponseStream.MoveNext());
        cancel.Cancel();

        await AssertStatus(StatusCode.Cancelled, () => call.ResponseStream.MoveNext());
    }

    private static async Task TimeoutOnSleepingServer(CallInvoker server)
    {
        using var call = Client(server).FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(1));

        await AssertStatus(StatusCode.DeadlineExceeded, async () =>
        {
            await IgnoreEnd(call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = Zeros(27182) }));
            await call.ResponseStream.MoveNext();
        });
    }

    private static async Task CustomMetadata(CallInvoker server)
    {
        byte[] bytes = [0xab, 0xab, 0xab];
        var headers = new Metadata { { Initial, "test_initial_metadata_value" }, { Trailing, bytes } };
        using (var unary = Client(server).UnaryCallAsync(Large(), headers, Soon))
        {
            await unary;
            await AssertEchoed(unary.ResponseHeadersAsync, unary.GetTrailers);
        }

        using var duplex = Client(server).FullDuplexCall(headers, Soon);
        await duplex.RequestStream.WriteAsync(Ping(LargeRequest, LargeResponse));
        await duplex.RequestStream.CompleteAsync();
        Assert.True(await duplex.ResponseStream.MoveNext());
        Assert.False(await duplex.ResponseStream.MoveNext());
        await AssertEchoed(duplex.ResponseHeadersAsync, duplex.GetTrailers);

        async Task AssertEchoed(Task<Metadata> responseHeaders, Func<Metadata> trailers)
        {
            Assert.Equal("test_initial_metadata_value", (await responseHeaders).GetValue(Initial));
            Assert.Equal(bytes, trailers().GetValueBytes(Trailing));
        }
    }

    private static async Task StatusCodeAndMessage(CallInvoker server)
    {
        var status = new EchoStatus { Code = 2, Message = "test status message" };
        await AssertEchoed(server, status);
        using var call = Client(server).FullDuplexCall(deadline: Soon);
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = status });
        await call.RequestStream.CompleteAsync();

        RpcException e = await AssertStatus(StatusCode.Unknown, () => call.ResponseStream.MoveNext());
        Assert.Equal(status.Message, e.Status.Detail);
    }

    private static Task SpecialStatusMessage(CallInvoker server) => AssertEchoed(
        server, new EchoStatus { Code = 2, Message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n" });

    private static async Task UnimplementedMethod(CallInvoker server) =>
        await AssertStatus(StatusCode.Unimplemented, () => Client(server).UnimplementedCallAsync(new Empty(), deadline: Soon).ResponseAsync);

    private static async Task UnimplementedServiceCase(CallInvoker server) => await AssertStatus(
        StatusCode.Unimplemented,
        () => new UnimplementedService.UnimplementedServiceClient(server).UnimplementedCallAsync(new Empty(), deadline: Soon).ResponseAsync);

    private static async Task ClientCompressedUnary(CallInvoker server)
    {
        SimpleRequest Request(bool compressed)
        {
            SimpleRequest request = Large();
            request.ExpectCompressed = new BoolValue { Value = compressed };
            return request;
        }

        await AssertStatus(StatusCode.InvalidArgument, () => Client(server).UnaryCallAsync(Request(true), deadline: Soon).ResponseAsync);
        SimpleResponse gzipped = await Client(server).UnaryCallAsync(Request(true), s_gzip, Soon);
        SimpleResponse plain = await Client(server).UnaryCallAsync(Request(false), deadline: Soon);

        Assert.Equal(LargeResponse, gzipped.Payload.Body.Length);
        Assert.Equal(LargeResponse, plain.Payload.Body.Length);
    }

    private static async Task ClientCompressedStreaming(CallInvoker server)
    {
        using (var probe = Client(server).StreamingInputCall(deadline: Soon))
        {
            await probe.RequestStream.WriteAsync(Expecting(true, s_requestSizes[0]));
            await IgnoreEnd(probe.RequestStream.CompleteAsync());
            await AssertStatus(StatusCode.InvalidArgument, () => probe.ResponseAsync);
        }

        using var call = Client(server).StreamingInputCall(s_gzip, Soon);
        await call.RequestStream.WriteAsync(Expecting(true, s_requestSizes[0]));
        call.RequestStream.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
        await call.RequestStream.WriteAsync(Expecting(false, s_requestSizes[3]));
        await call.RequestStream.CompleteAsync();

        Assert.Equal(s_requestSizes[0] + s_requestSizes[3], (await call).AggregatedPayloadSize);
    }

    private static async Task ServerCompressedUnary(CallInvoker server)
    {
        foreach (bool compressed in (bool[])[true, false])
        {
            SimpleRequest request = Large();
            request.ResponseCompressed = new BoolValue { Value = compressed };
            using var call = Client(server).UnaryCallAsync(request, deadline: Soon);

            Assert.Equal(LargeResponse, (await call).Payload.Body.Length);
        }
    }

    private static async Task ServerCompressedStreaming(CallInvoker server)
    {
        var request = new StreamingOutputCallRequest
        {
            ResponseParameters =
            {
                new ResponseParameters { Size = 31415, Compressed = new BoolValue { Value = true } },
                new ResponseParameters { Size = 92653, Compressed = new BoolValue { Value = false } },
            },
        };
        using var call = Client(server).StreamingOutputCall(request, deadline: Soon);

        await AssertSizes([31415, 92653], call.ResponseStream);
    }

    private static TestService.TestServiceClient Client(CallInvoker server) => new(server);

    private static SimpleRequest Large() => new() { ResponseSize = LargeResponse, Payload = Zeros(LargeRequest) };

    private static StreamingOutputCallRequest Ping(int size, int answer) =>
        new() { Payload = Zeros(size), ResponseParameters = { new ResponseParameters { Size = answer } } };

    private static StreamingInputCallRequest Expecting(bool compressed, int size) =>
        new() { ExpectCompressed = new BoolValue { Value = compressed }, Payload = Zeros(size) };

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    private static async Task AssertSizes(int[] expected, IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        int[] actual = await responses.ReadAllAsync().Select(response => response.Payload.Body.Length).ToArrayAsync();
        Assert.Equal(expected, actual);
    }

    private static async Task AssertEchoed(CallInvoker server, EchoStatus status)
    {
        RpcException e = await AssertStatus(
            (StatusCode)status.Code, () => Client(server).UnaryCallAsync(new SimpleRequest { ResponseStatus = status }, deadline: Soon).ResponseAsync);
        Assert.Equal(status.Message, e.Status.Detail);
    }

    private static async Task<RpcException> AssertStatus(StatusCode expected, Func<Task> call)
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(expected == e.StatusCode, e.ToString());
        return e;
    }

    // A write may find the call ended already, and upstream's client the stream reset by the server first; its status is asserted afterwards.
    private static async Task IgnoreEnd(Task write)
    {
        try
        {
            await write;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or IOException)
        {
            Debug.WriteLine(e.Message);
        }
    }
}
