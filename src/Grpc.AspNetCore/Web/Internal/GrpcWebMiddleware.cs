using Grpc.Core.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Web.Internal;

/// <summary>Makes gRPC requests of gRPC-Web requests, and gRPC-Web responses of their responses.</summary>
internal sealed class GrpcWebMiddleware(RequestDelegate next, GrpcWebOptions options)
{
    private const string Binary = "application/grpc-web";
    private const string Text = "application/grpc-web-text";

    public Task InvokeAsync(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && IsWeb(http.Request.ContentType) && IsEnabled(http) ? TranslateAsync(http) : next(http);

    private bool IsEnabled(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<IGrpcWebEnabledMetadata>()?.GrpcWebEnabled ?? options.DefaultEnabled;

    private async Task TranslateAsync(HttpContext http)
    {
        string contentType = http.Request.ContentType!;
        bool textRequest = contentType.StartsWith(Text, StringComparison.OrdinalIgnoreCase);
        string format = contentType[(textRequest ? Text : Binary).Length..].Split(';')[0];   // "+proto", or nothing
        bool textResponse = WantsText(http.Request) ?? textRequest;

        var web = new GrpcWebFeature(http, textResponse);
        http.Request.ContentType = HeaderNames.GrpcContentType + format;
        if (textRequest)
            http.Features.Set<IRequestBodyPipeFeature>(new Base64RequestBody(http.Request.BodyReader));
        http.Response.OnStarting(() =>
        {
            if (HeaderNames.IsGrpc(http.Response.ContentType))
                http.Response.ContentType = (textResponse ? Text : Binary) + format;
            return Task.CompletedTask;
        });
        await next(http);
        await web.CompleteAsync();
    }

    private static bool IsWeb(string? contentType)
    {
        foreach (string type in (ReadOnlySpan<string>)[Text, Binary])
        {
            if (contentType?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true)
                return contentType.Length == type.Length || contentType[type.Length] is '+' or ';';
        }

        return false;
    }

    private static bool? WantsText(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        if (accept.Contains(Text, StringComparison.OrdinalIgnoreCase))
            return true;
        return accept.Contains(Binary, StringComparison.OrdinalIgnoreCase) ? false : null;
    }
}
