using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Fuse3D.Bench.Grpc;

/// <summary>Answers at once, so that what is measured is the runtime around it.</summary>
public sealed class GrpcBenchService : TestService.TestServiceBase
{
    /// <summary>Bytes of the larger message, both ways.</summary>
    public const int PayloadBytes = 1024;

    private static readonly Payload s_payload = new() { Body = ByteString.CopyFrom(new byte[PayloadBytes]) };

    /// <summary>No bytes either way.</summary>
    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    /// <summary><see cref="PayloadBytes"/> back.</summary>
    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) =>
        Task.FromResult(new SimpleResponse { Payload = s_payload });
}
