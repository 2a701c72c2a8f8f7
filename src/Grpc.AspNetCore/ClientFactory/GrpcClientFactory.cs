namespace Grpc.Net.ClientFactory;

/// <summary>Makes the clients that were added by name.</summary>
public abstract class GrpcClientFactory
{
    /// <summary>Makes a client; clients of one name share a channel.</summary>
    public abstract TClient CreateClient<TClient>(string name)
        where TClient : class;
}
