using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What the server says about calls.</summary>
internal sealed partial class ServerLog(ILoggerFactory factory)
{
    private readonly ILogger _logger = factory.CreateLogger("Grpc.AspNetCore.Server");

    /// <summary>A handler threw: an error, unless it chose a status or its caller left.</summary>
    public void CallFailed(string method, Status status, Exception failure, bool cancelled)
    {
        if (failure is RpcException)
            StatusThrown(method, status.StatusCode, status.Detail);
        else if (cancelled && failure is OperationCanceledException)
            CallCancelled(method);
        else
            HandlerFailed(method, failure);
    }

    [LoggerMessage(1, LogLevel.Debug, "{Method} ended with {StatusCode}: {Detail}")]
    private partial void StatusThrown(string method, StatusCode statusCode, string detail);

    [LoggerMessage(2, LogLevel.Debug, "{Method} was cancelled by its caller")]
    private partial void CallCancelled(string method);

    [LoggerMessage(3, LogLevel.Error, "{Method} threw")]
    private partial void HandlerFailed(string method, Exception failure);

    [LoggerMessage(4, LogLevel.Debug, "{Method} was still running at its deadline")]
    public partial void DeadlineExceeded(string method);

    [LoggerMessage(5, LogLevel.Debug, "{Method}: the caller could not be told that the deadline passed")]
    public partial void ExpiryNotSent(string method, Exception failure);

    [LoggerMessage(6, LogLevel.Debug, "{Method} is unknown here")]
    public partial void Unimplemented(string method);

    [LoggerMessage(7, LogLevel.Information, "A request for {Path} was refused: {Reason}")]
    public partial void Refused(string path, string reason);

    [LoggerMessage(8, LogLevel.Debug, "{Service} serves {Methods} methods")]
    public partial void Mapped(Type service, int methods);
}
