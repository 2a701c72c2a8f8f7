namespace Grpc.Core;

/// <summary>For channel implementations: is told what kind of credentials a call has.</summary>
public abstract class CallCredentialsConfiguratorBase
{
    /// <summary>The credentials are several.</summary>
    public abstract void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials);

    /// <summary>The credentials are a function.</summary>
    public abstract void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor);
}
