using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What a handler's exception means to its caller.</summary>
internal static class HandlerFailure
{
    public static Status ToStatus(Exception exception, bool detailed, bool cancelled) => exception switch
    {
        RpcException rpc => rpc.Status,
        OperationCanceledException when cancelled => new Status(StatusCode.Cancelled, "The call was cancelled.", exception),
        _ => new Status(
            StatusCode.Unknown,
            detailed ? $"Exception was thrown by handler. {Describe(exception)}" : "Exception was thrown by handler.",
            exception),
    };

    private static string Describe(Exception exception)
    {
        string own = $"{exception.GetType().Name}: {exception.Message}";
        return exception.InnerException is { } inner ? $"{own} {Describe(inner)}" : own;
    }
}
