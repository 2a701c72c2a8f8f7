using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Fuse3D.Bench.Grpc;

/// <summary>Answers at once, so that what is measured is the runtime around it.</summary>
public sealed class GrpcBenchService : TestService.TestServiceBase
{
    private static readonly Payload s_kilobyte = new() { Body = ByteString.CopyFrom(new byte[1024]) };

    /// <summary>No bytes.</summary>
    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    /// <summary>A kilobyte.</summary>
    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) =>
        Task.FromResult(new SimpleResponse { Payload = s_kilobyte });

    /// <summary>A kilobyte for each message.</summary>
    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        while (await requestStream.MoveNext())
            await responseStream.WriteAsync(new StreamingOutputCallResponse { Payload = s_kilobyte });
    }
}
