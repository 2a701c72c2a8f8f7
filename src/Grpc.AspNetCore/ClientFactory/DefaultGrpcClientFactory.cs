using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>Makes clients over the shared channels.</summary>
internal sealed class DefaultGrpcClientFactory(
    IServiceProvider services, SharedChannels channels, IOptionsMonitor<GrpcClientFactoryOptions> options) : GrpcClientFactory
{
    /// <inheritdoc/>
    public override TClient CreateClient<TClient>(string name)
    {
        GrpcClientFactoryOptions settings = options.Get(name);
        CallInvoker invoker = SharedChannels.Intercept(channels.InvokerOf(name), settings, InterceptorScope.Client, services);
        if (settings.Creator is not { } creator) return ActivatorUtilities.CreateInstance<TClient>(services, invoker);
        object client = creator(invoker);
        return client as TClient ?? throw new InvalidOperationException(
            $"gRPC client '{name}': the creator returned {client?.GetType().FullName ?? "null"}, not {typeof(TClient).FullName}.");
    }
}
