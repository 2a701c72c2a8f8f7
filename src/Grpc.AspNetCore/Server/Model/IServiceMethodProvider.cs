namespace Grpc.AspNetCore.Server.Model;

/// <summary>Finds the methods of a service. Registered ones are asked when the service is mapped.</summary>
public interface IServiceMethodProvider<TService>
    where TService : class
{
    /// <summary>Adds the methods of <typeparamref name="TService"/> to <paramref name="context"/>.</summary>
    void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context);
}
