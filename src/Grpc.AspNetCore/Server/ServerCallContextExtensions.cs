using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>The way from a call to the HTTP request that carries it.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The HTTP request that carries a call.</summary>
    /// <exception cref="InvalidOperationException">The call did not come through this server, as in a unit test.</exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is ServerCall call)
            return call.HttpContext;
        return serverCallContext.UserState.TryGetValue(ServerCall.HttpContextKey, out object? http) && http is HttpContext context
            ? context
            : throw new InvalidOperationException($"{serverCallContext.GetType()} carries no HttpContext");
    }
}
