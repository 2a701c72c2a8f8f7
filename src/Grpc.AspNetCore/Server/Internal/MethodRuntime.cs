using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What all calls of one method share.</summary>
internal sealed class MethodRuntime(IMethod method, MethodOptions options, ServerLog log)
{
    public string FullName { get; } = method.FullName;

    /// <summary>"package.Service/Method", as telemetry names a method.</summary>
    public string TelemetryName { get; } = method.FullName[1..];

    public bool StreamsRequests { get; } = method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    public MethodOptions Options { get; } = options;

    public ServerLog Log { get; } = log;
}
