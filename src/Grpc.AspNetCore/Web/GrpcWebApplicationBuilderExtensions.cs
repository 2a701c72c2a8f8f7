using Grpc.AspNetCore.Web.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds gRPC-Web to an application.</summary>
/// <remarks>
/// Goes after routing and before the endpoints. A browser page from another origin also needs CORS on the endpoints, before gRPC-Web:
/// allow the POST method and the headers content-type, x-grpc-web, x-user-agent, grpc-timeout and the page's own; expose grpc-status,
/// grpc-message, grpc-encoding, grpc-accept-encoding and the page's own, which a failed call has as headers.
/// </remarks>
public static class GrpcWebApplicationBuilderExtensions
{
    /// <summary>Serves gRPC-Web on the endpoints that enable it.</summary>
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseGrpcWeb(builder.ApplicationServices.GetService<IOptions<GrpcWebOptions>>()?.Value ?? new GrpcWebOptions());
    }

    /// <summary>Serves gRPC-Web as the options say.</summary>
    public static IApplicationBuilder UseGrpcWeb(this IApplicationBuilder builder, GrpcWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.Use(next => new GrpcWebMiddleware(next, options).InvokeAsync);
    }
}
