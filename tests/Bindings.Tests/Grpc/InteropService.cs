using Google.Protobuf;
using Grpc.AspNetCore.Server.Internal;
using Grpc.Core;
using Grpc.Testing;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>The server side of the official interop cases.</summary>
internal sealed class InteropService : TestService.TestServiceBase
{
    private const string EncodingRequest = "grpc-internal-encoding-request";

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        RequireCompression(request.ExpectCompressed, context);
        await SendHeaders(context, request.ResponseCompressed?.Value);
        EchoTrailers(context);
        EchoStatusOf(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        int sum = 0;
        await foreach (StreamingInputCallRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            RequireCompression(request.ExpectCompressed, context);
            sum += request.Payload.Body.Length;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await SendHeaders(context, request.ResponseParameters.Any(p => p.Compressed is { Value: true }));
        EchoTrailers(context);   // the official service echoes in FullDuplexCall alone of the streams, which no browser can call
        await Answer(request, responseStream, context);
        EchoStatusOf(request.ResponseStatus);
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        await SendHeaders(context, compress: null);
        EchoTrailers(context);
        await foreach (StreamingOutputCallRequest request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            EchoStatusOf(request.ResponseStatus);
            await Answer(request, responseStream, context);
        }
    }

    private static async Task Answer(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        foreach (ResponseParameters response in request.ResponseParameters)
        {
            if (response.IntervalUs > 0)
                await Task.Delay(TimeSpan.FromMicroseconds(response.IntervalUs), context.CancellationToken);
            responses.WriteOptions = response.Compressed is { Value: false } ? new WriteOptions(WriteFlags.NoCompress) : null;
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(response.Size) });
        }
    }

    private static void RequireCompression(BoolValue? expected, ServerCallContext context)
    {
        if (expected is not null && context is ServerCall call && expected.Value != call.Requests.LastWasCompressed)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"the request's compression is not {expected.Value}"));
    }

    private static async Task SendHeaders(ServerCallContext context, bool? compress)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.GetValue("x-grpc-test-echo-initial") is { } initial)
            headers.Add("x-grpc-test-echo-initial", initial);
        if (compress == true)
            headers.Add(EncodingRequest, "gzip");
        if (headers.Count > 0)
            await context.WriteResponseHeadersAsync(headers);
    }

    private static void EchoTrailers(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValueBytes("x-grpc-test-echo-trailing-bin") is { } trailing)
            context.ResponseTrailers.Add("x-grpc-test-echo-trailing-bin", trailing);
    }

    private static void EchoStatusOf(EchoStatus? status)
    {
        if (status is not null)
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
    }

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };
}
