using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>Reads how a call ended from a response's headers and trailers.</summary>
internal static class ResponseStatus
{
    /// <summary>The status when the headers end the call: trailers-only, an HTTP error, or no gRPC at all. Null when messages may follow.</summary>
    public static Status? OfHeaders(HttpResponseMessage response)
    {
        if (Read(response.Headers) is { } status) return status;
        if (response.StatusCode != HttpStatusCode.OK)
            return new(StatusMaps.FromHttp((int)response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        string? contentType = First(response.Content.Headers, HeaderNames.ContentType);
        if (!HeaderNames.IsGrpc(contentType))
            return new(StatusCode.Unknown, contentType is null
                ? "Bad gRPC response. No content-type."
                : $"Bad gRPC response. Invalid content-type value: {contentType}");
        return response.Version.Major >= 2
            ? null
            : new(StatusCode.Internal, $"Bad gRPC response. Response protocol downgraded to HTTP/{response.Version}.");
    }

    /// <summary>The status after the last message. A response without one is UNKNOWN.</summary>
    public static Status OfTrailers(HttpResponseMessage response) =>
        Read(response.TrailingHeaders) ?? new Status(StatusCode.Unknown, "No grpc-status found on response.");

    /// <summary>A header's first value, or null.</summary>
    public static string? First(HttpHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out HeaderStringValues values)) return null;
        foreach (string value in values) return value;
        return null;
    }

    /// <summary>Headers as metadata, without those of the protocol. A binary value that is no base64 is left out.</summary>
    public static void AddTo(Metadata metadata, HttpHeaders headers)
    {
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            if (MetadataText.IsReserved(name)) continue;
            foreach (string value in values) MetadataText.TryAdd(metadata, name, value);
        }
    }

    private static Status? Read(HttpHeaders headers)
    {
        string? number = First(headers, HeaderNames.Status);
        if (number is null) return null;
        string? message = First(headers, HeaderNames.Message);
        return StatusMaps.TryParse(number, out StatusCode code)
            ? new(code, message is null ? "" : StatusText.Decode(message))
            : new(StatusCode.Unknown, $"Bad gRPC response. grpc-status is '{number}'.");
    }
}
