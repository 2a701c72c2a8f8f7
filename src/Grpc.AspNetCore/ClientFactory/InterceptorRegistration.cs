using Grpc.Core.Interceptors;

namespace Grpc.Net.ClientFactory;

/// <summary>Who shares an interceptor.</summary>
public enum InterceptorScope
{
    /// <summary>All clients of the channel; it is made once.</summary>
    Channel,

    /// <summary>One client; it is made with the client, from the client's service scope.</summary>
    Client,
}

/// <summary>An interceptor to be made.</summary>
public class InterceptorRegistration
{
    /// <summary>Describes an interceptor.</summary>
    public InterceptorRegistration(InterceptorScope scope, Func<IServiceProvider, Interceptor> creator)
    {
        ArgumentNullException.ThrowIfNull(creator);
        Scope = scope;
        Creator = creator;
    }

    /// <summary>Who shares it.</summary>
    public InterceptorScope Scope { get; }

    internal Func<IServiceProvider, Interceptor> Creator { get; }
}
