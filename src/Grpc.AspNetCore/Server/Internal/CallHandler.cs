using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Serves the requests of one method: what is the same for all four kinds of call.</summary>
internal abstract class CallHandler(MethodRuntime method)
{
    public Task HandleAsync(HttpContext http) => RequestChecks.Accept(http, method.Log) ? RunAsync(http) : Task.CompletedTask;

    /// <summary>Reads the request, runs the handler, writes the response.</summary>
    protected abstract Task ServeAsync(ServerCall call);

    private async Task RunAsync(HttpContext http)
    {
        using var call = new ServerCall(http, method);
        var telemetry = new CallTelemetry(method, http);
        Exception? failure = null;
        try
        {
            Begin(call);
            await ServeAsync(call);
        }
        catch (Exception e)
        {
            failure = e;
        }

        await call.EndAsync(failure);
        telemetry.Stop(call.Status.StatusCode);
    }

    private void Begin(ServerCall call)
    {
        HttpContext http = call.HttpContext;
        http.Features.Set<IServerCallContextFeature>(call);
        http.Response.ContentType = HeaderNames.GrpcContentType;
        RequestChecks.LiftBodyLimits(http, method.StreamsRequests);
        if (http.Request.Headers.GrpcTimeout is [{ } text])
            call.StartDeadline(Timeout(text));
        call.Requests.UseEncoding(http.Request.Headers.GrpcEncoding);
    }

    private static TimeSpan Timeout(string text) => GrpcTimeout.TryParse(text, out TimeSpan timeout)
        ? timeout
        : throw new RpcException(new Status(StatusCode.Internal, $"grpc-timeout is '{text}', not up to eight digits and one of H M S m u n"));
}
