using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Internal;

/// <summary>What a channel logs.</summary>
internal sealed partial class ClientLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} is sent again in {PauseMs:0} ms after {Code}: {Detail}")]
    private static partial void LogRepeating(ILogger logger, string method, double pauseMs, StatusCode code, string detail);

    [LoggerMessage(2, LogLevel.Debug, "{Method} ended with {Code}: {Detail}")]
    private static partial void LogFailed(ILogger logger, string method, StatusCode code, string detail, Exception? exception);

    [LoggerMessage(3, LogLevel.Warning, "{Method}: call credentials are not sent, because the channel is in clear text")]
    private static partial void LogCredentialsNotSent(ILogger logger, string method);

    [LoggerMessage(4, LogLevel.Debug, "Connection to {Address} is {State}")]
    private static partial void LogState(ILogger logger, string address, ConnectivityState state);

    public void Repeating(string method, double pauseMs, StatusCode code, string detail) => LogRepeating(logger, method, pauseMs, code, detail);

    public void Failed(string method, in Status status) =>
        LogFailed(logger, method, status.StatusCode, status.Detail, status.DebugException);

    public void CredentialsNotSent(string method) => LogCredentialsNotSent(logger, method);

    public void State(string address, ConnectivityState state) => LogState(logger, address, state);
}
