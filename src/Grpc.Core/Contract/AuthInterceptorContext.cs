namespace Grpc.Core;

/// <summary>The call that credentials are made for.</summary>
public class AuthInterceptorContext
{
    /// <summary>Without a token.</summary>
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <param name="serviceUrl">Address of the service, without the method.</param>
    /// <param name="methodName">The method, without its service.</param>
    /// <param name="cancellationToken">Fires when the call is cancelled.</param>
    public AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(serviceUrl);
        ArgumentNullException.ThrowIfNull(methodName);
        ServiceUrl = serviceUrl;
        MethodName = methodName;
        CancellationToken = cancellationToken;
    }

    /// <summary>Address of the service, without the method.</summary>
    public string ServiceUrl { get; }

    /// <summary>The method, without its service.</summary>
    public string MethodName { get; }

    /// <summary>Fires when the call is cancelled.</summary>
    public CancellationToken CancellationToken { get; }
}
