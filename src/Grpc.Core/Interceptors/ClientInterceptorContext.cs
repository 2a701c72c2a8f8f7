namespace Grpc.Core.Interceptors;

/// <summary>A client's call as an interceptor sees it.</summary>
public struct ClientInterceptorContext<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    /// <summary>Describes a call; an interceptor makes a new one to change it.</summary>
    public ClientInterceptorContext(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Method = method;
        Host = host;
        Options = options;
    }

    /// <summary>The method.</summary>
    public Method<TRequest, TResponse> Method { get; }

    /// <summary>The host, or null for the channel's.</summary>
    public string? Host { get; }

    /// <summary>The options.</summary>
    public CallOptions Options { get; }
}
