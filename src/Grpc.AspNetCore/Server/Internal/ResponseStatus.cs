using System.Globalization;
using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Puts a call's status where it belongs: into the trailers or, when no message was written, into the headers.</summary>
internal static class ResponseStatus
{
    private static readonly string[] s_codes =
        [.. Enumerable.Range(0, (int)StatusCode.Unauthenticated + 1).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public static void Write(HttpContext http, in Status status, Metadata? trailers, bool hasMessages)
    {
        IHeaderDictionary destination = hasMessages || http.Response.HasStarted
            ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers ?? throw new InvalidOperationException("This server has no trailers.")
            : http.Response.Headers;
        if (trailers is { Count: > 0 })
            HeaderMetadata.Write(trailers, destination);
        destination.GrpcStatus = (uint)status.StatusCode < (uint)s_codes.Length
            ? s_codes[(int)status.StatusCode]
            : ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
            destination.GrpcMessage = StatusText.Encode(status.Detail);
    }
}
