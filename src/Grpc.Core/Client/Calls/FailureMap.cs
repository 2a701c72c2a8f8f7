using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>What an exception from the transport means as a status.</summary>
internal static class FailureMap
{
    /// <summary>The status of a call that failed with this exception.</summary>
    /// <param name="what">What the call was doing; starts the detail.</param>
    /// <param name="e">The exception.</param>
    public static Status ToStatus(string what, Exception e) => e is RpcException rpc
        ? rpc.Status
        : new(CodeOf(e), $"{what} {Describe(e)}", e);

    /// <summary>True when the request cannot have left this machine.</summary>
    public static bool IsNotConnected(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    };

    private static StatusCode CodeOf(Exception e)
    {
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpProtocolException http2) return CodeOf(http2);
            if (cause is SocketException) return StatusCode.Unavailable;
        }

        return e switch
        {
            HttpRequestException request => CodeOf(request.HttpRequestError),
            HttpIOException io => CodeOf(io.HttpRequestError),
            IOException => StatusCode.Unavailable,
            OperationCanceledException => StatusCode.Cancelled,
            _ => StatusCode.Internal,
        };
    }

    // Whether it was the stream or the whole connection, the exception says in its text only ("closed the connection", "ping request").
    private static StatusCode CodeOf(HttpProtocolException e)
    {
        StatusCode code = StatusMaps.FromHttp2(e.ErrorCode);
        bool lostConnection = e.Message.Contains("connection", StringComparison.Ordinal) || e.Message.Contains("ping", StringComparison.Ordinal);
        return lostConnection && code == StatusCode.Internal ? StatusCode.Unavailable : code;
    }

    private static StatusCode CodeOf(HttpRequestError error) => error switch
    {
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ResponseEnded or HttpRequestError.VersionNegotiationError or HttpRequestError.Unknown => StatusCode.Unavailable,
        HttpRequestError.ConfigurationLimitExceeded => StatusCode.ResourceExhausted,
        _ => StatusCode.Internal,
    };

    private static string Describe(Exception e)
    {
        var text = new StringBuilder();
        for (Exception? cause = e; cause is not null; cause = cause.InnerException)
            text.Append(text.Length > 0 ? " " : "").Append(cause.GetType().Name).Append(": ").Append(cause.Message);
        return text.ToString();
    }
}
