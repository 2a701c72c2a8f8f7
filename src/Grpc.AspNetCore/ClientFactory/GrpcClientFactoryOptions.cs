using Grpc.Core;
using Grpc.Net.Client;

namespace Grpc.Net.ClientFactory;

/// <summary>What a client that is made by the factory is told.</summary>
public class GrpcClientFactoryOptions
{
    /// <summary>Address of the service; required.</summary>
    public Uri? Address { get; set; }

    /// <summary>Changes to the channel's options, in order.</summary>
    public IList<Action<GrpcChannelOptions>> ChannelOptionsActions { get; } = [];

    /// <summary>Interceptors, the first one outermost.</summary>
    public IList<InterceptorRegistration> InterceptorRegistrations { get; } = [];

    /// <summary>Makes the client; null for its constructor from a <see cref="CallInvoker"/>.</summary>
    public Func<CallInvoker, object>? Creator { get; set; }

    /// <summary>Credentials of every call.</summary>
    internal List<CallCredentials> Credentials { get; } = [];
}
