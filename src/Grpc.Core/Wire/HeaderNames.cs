namespace Grpc.Core.Wire;

/// <summary>Header names and values of the protocol.</summary>
internal static class HeaderNames
{
    public const string ContentType = "content-type";
    public const string GrpcContentType = "application/grpc";
    public const string Te = "te";
    public const string Trailers = "trailers";
    public const string UserAgent = "user-agent";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Timeout = "grpc-timeout";
    public const string PreviousAttempts = "grpc-previous-rpc-attempts";
    public const string RetryPushback = "grpc-retry-pushback-ms";
    public const string Identity = "identity";

    /// <summary>True for "application/grpc", with or without "+proto", "+json", "; parameters"; false for gRPC-Web.</summary>
    public static bool IsGrpc(ReadOnlySpan<char> contentType) =>
        contentType.StartsWith(GrpcContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == GrpcContentType.Length || contentType[GrpcContentType.Length] is '+' or ';');
}
