using System.Net;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Web;

/// <summary>Sends a channel's calls as gRPC-Web, over HTTP/1.1 or 2. Put it into <see cref="GrpcChannelOptions.HttpHandler"/>.</summary>
/// <remarks>The request of a call must be complete before its response comes: unary and server streaming.</remarks>
public sealed class GrpcWebHandler : DelegatingHandler
{
    private const string Binary = "application/grpc-web", Text = "application/grpc-web-text";

    /// <summary>Bytes; set <see cref="DelegatingHandler.InnerHandler"/> before use.</summary>
    public GrpcWebHandler()
    {
    }

    /// <summary>Bytes, over a handler.</summary>
    public GrpcWebHandler(HttpMessageHandler innerHandler)
        : base(innerHandler)
    {
    }

    /// <summary>In a mode; set <see cref="DelegatingHandler.InnerHandler"/> before use.</summary>
    public GrpcWebHandler(GrpcWebMode mode) => GrpcWebMode = mode;

    /// <summary>In a mode, over a handler.</summary>
    public GrpcWebHandler(GrpcWebMode mode, HttpMessageHandler innerHandler)
        : base(innerHandler) => GrpcWebMode = mode;

    /// <summary>HTTP version of the requests; null for the channel's.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>How bodies look.</summary>
    public GrpcWebMode GrpcWebMode { get; set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool text = GrpcWebMode == GrpcWebMode.GrpcWebText;
        if (request.Content is { } content)
        {
            request.Content = new WebRequestContent(content, text);
            request.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, text ? Text : Binary);
        }

        if (text) request.Headers.TryAddWithoutValidation("accept", Text);
        if (HttpVersion is { } version) (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionOrHigher);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        string? contentType = response.Content.Headers.ContentType?.MediaType;
        if (contentType is null || !contentType.StartsWith(Binary, StringComparison.OrdinalIgnoreCase)) return response;
        bool textBack = contentType.StartsWith(Text, StringComparison.OrdinalIgnoreCase);
        response.Content = new WebResponseContent(response.Content, textBack, response.TrailingHeaders);
        response.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, HeaderNames.GrpcContentType);
        response.Version = System.Net.HttpVersion.Version20;        // its trailers are there, whatever carried them
        return response;
    }
}
