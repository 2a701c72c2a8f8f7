using Grpc.AspNetCore.Web.Internal;
using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Whether a request can be a gRPC call, and what a server's limits for web requests must not do to one.</summary>
internal static class RequestChecks
{
    /// <summary>Refuses, with an HTTP status, what is no gRPC request.</summary>
    public static bool Accept(HttpContext http, ServerLog log)
    {
        if (!HeaderNames.IsGrpc(http.Request.ContentType))
            return Refuse(http, log, StatusCodes.Status415UnsupportedMediaType, $"content-type is '{http.Request.ContentType}', not {HeaderNames.GrpcContentType}");
        bool carriesGrpc = HttpProtocol.IsHttp2(http.Request.Protocol) || HttpProtocol.IsHttp3(http.Request.Protocol)
            || http.Features.Get<GrpcWebFeature>() is not null;
        return carriesGrpc || Refuse(http, log, StatusCodes.Status426UpgradeRequired, $"gRPC needs HTTP/2, not {http.Request.Protocol}");
    }

    /// <summary>Lifts the size limit of web requests (messages have their own) and, for streams, the least rate (a stream may idle).</summary>
    public static void LiftBodyLimits(HttpContext http, bool streamsRequests)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (streamsRequests && http.Features.Get<Microsoft.AspNetCore.Server.Kestrel.Core.Features.IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    private static bool Refuse(HttpContext http, ServerLog log, int httpStatus, string reason)
    {
        log.Refused(http.Request.Path, reason);
        http.Response.StatusCode = httpStatus;
        ResponseStatus.Write(http, new Status(StatusCode.Internal, reason), trailers: null, hasMessages: false);
        return false;
    }
}
