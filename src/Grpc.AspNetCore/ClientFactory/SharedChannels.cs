using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory;

/// <summary>One channel for all clients of a name, over the handlers that <see cref="IHttpMessageHandlerFactory"/> has for it.</summary>
internal sealed class SharedChannels(
    IServiceProvider services, IOptionsMonitor<GrpcClientFactoryOptions> options, IHttpMessageHandlerFactory handlers) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(GrpcChannel Channel, CallInvoker Invoker)>> _byName = new(StringComparer.Ordinal);

    public CallInvoker InvokerOf(string name) => _byName.GetOrAdd(name, key => new(() => Open(key))).Value.Invoker;

    public void Dispose()
    {
        foreach (Lazy<(GrpcChannel Channel, CallInvoker Invoker)> opened in _byName.Values)
            if (opened.IsValueCreated) opened.Value.Channel.Dispose();
    }

    internal static CallInvoker Intercept(
        CallInvoker invoker, GrpcClientFactoryOptions settings, InterceptorScope scope, IServiceProvider services) =>
        invoker.Intercept([.. settings.InterceptorRegistrations.Where(r => r.Scope == scope).Select(r => r.Creator(services))]);

    private (GrpcChannel Channel, CallInvoker Invoker) Open(string name)
    {
        GrpcClientFactoryOptions settings = options.Get(name);
        Uri address = settings.Address ?? throw new InvalidOperationException(
            $"Could not resolve the address for gRPC client '{name}'. Set an address when registering the client: services.AddGrpcClient<T>(o => o.Address = new Uri(\"http://localhost:5000\")).");
        var channelOptions = new GrpcChannelOptions
        {
            HttpHandler = handlers.CreateHandler(name),
            LoggerFactory = services.GetService<ILoggerFactory>(),
            ServiceProvider = services,
        };
        foreach (Action<GrpcChannelOptions> change in settings.ChannelOptionsActions) change(channelOptions);
        var channel = GrpcChannel.ForAddress(address, channelOptions);
        CallInvoker invoker = channel.CreateCallInvoker();
        foreach (CallCredentials credentials in settings.Credentials) invoker = invoker.Intercept(new CallOptionsInterceptor(call => With(call, credentials)));
        return (channel, Intercept(invoker, settings, InterceptorScope.Channel, services));
    }

    private static CallOptions With(CallOptions call, CallCredentials credentials) =>
        call.WithCredentials(call.Credentials is null ? credentials : CallCredentials.Compose(call.Credentials, credentials));
}
