using Grpc.Core;
using Grpc.Core.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Answers gRPC requests for services and methods that are not here. Other requests do not match, so that they go to the application's
/// other endpoints, or get its 404.
/// </summary>
internal sealed class UnimplementedRoutes(ServerLog log)
{
    private static readonly GrpcRequestsOnly s_grpcOnly = new();

    private readonly HashSet<string> _services = new(StringComparer.Ordinal);

    /// <summary>Adds the routes of a service, and once those of unknown services.</summary>
    public void Map(IEndpointRouteBuilder routes, IEnumerable<MethodModel> methods)
    {
        if (_services.Count == 0)
            Map(routes, "/{service}/{method}", path => $"the service of {path} is not here");
        foreach (string service in methods.Select(m => m.Method.ServiceName).Where(_services.Add).ToArray())
            Map(routes, $"/{service}/{{method}}", path => $"{path} is not implemented");
    }

    private void Map(IEndpointRouteBuilder routes, string pattern, Func<string, string> detail)
    {
        RoutePattern matched = RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: new RouteValueDictionary { ["method"] = s_grpcOnly });
        routes.Map(matched, http => Answer(http, detail)).Add(builder =>
        {
            builder.DisplayName = $"gRPC - unimplemented {pattern}";
            ((RouteEndpointBuilder)builder).Order = int.MaxValue;   // after every endpoint of the application
        });
    }

    private Task Answer(HttpContext http, Func<string, string> detail)
    {
        if (!RequestChecks.Accept(http, log))
            return Task.CompletedTask;
        log.Unimplemented(http.Request.Path);
        http.Response.ContentType = HeaderNames.GrpcContentType;
        ResponseStatus.Write(http, new Status(StatusCode.Unimplemented, detail(http.Request.Path)), trailers: null, hasMessages: false);
        return Task.CompletedTask;
    }

    private sealed class GrpcRequestsOnly : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is { Request: var request }
            && HttpMethods.IsPost(request.Method)
            && request.ContentType?.StartsWith(HeaderNames.GrpcContentType, StringComparison.OrdinalIgnoreCase) == true;
    }
}
