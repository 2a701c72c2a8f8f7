using Fuse3D.ServiceDefaults.Frames;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>Turns what ends a call into its status, and refuses calls while the service drains.</summary>
internal sealed partial class ErrorInterceptor(DrainState drain, ILogger<ErrorInterceptor> log) : Interceptor
{
    /// <summary>Trailer that names the request's field at fault.</summary>
    public const string FieldTrailer = "fuse3d-field";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Guard(() => continuation(request, context), context);

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(() => continuation(requestStream, context), context);

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(() => Done(continuation(request, responseStream, context)), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(() => Done(continuation(requestStream, responseStream, context)), context);

    private async Task<T> Guard<T>(Func<Task<T>> call, ServerCallContext context)
    {
        if (drain.Refusing.IsCancellationRequested && !context.Method.StartsWith("/grpc.health.", StringComparison.Ordinal))
            throw new RpcException(new(StatusCode.Unavailable, "the service is shutting down"));
        try
        {
            return await call();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(context.Deadline <= DateTime.UtcNow
                ? new(StatusCode.DeadlineExceeded, $"{context.Method} was still running at its deadline")
                : Status.DefaultCancelled);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw ToStatus(FrameFailure.Of(e), e, context);
        }
    }

    private RpcException ToStatus(FrameFailure failure, Exception cause, ServerCallContext context)
    {
        if (failure.IsInternal)
            LogFailure(cause, context.Method);
        Metadata trailers = [];
        if (failure.Field.Length > 0)
            trailers.Add(FieldTrailer, failure.Field);
        return new(new(failure.Code, failure.Message), trailers);
    }

    private static async Task<bool> Done(Task call)
    {
        await call;
        return true;
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed")]
    private partial void LogFailure(Exception cause, string method);
}
