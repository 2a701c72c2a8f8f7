using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

public sealed class ClientFactoryTests
{
    [Fact]
    public async Task Client_Added_IsMadeOverOneChannelWithItsOptions()
    {
        HeaderDictionary seen = new HeaderDictionary();
        await using RawServer server = await RawServer.StartAsync(http =>
        {
            seen = new HeaderDictionary(http.Request.Headers.ToDictionary(h => h.Key, h => h.Value));
            return Echo.HandleAsync(http);
        });
        int interceptors = 0;
        ServiceCollection services = new();
        services.AddGrpcClient<EchoClient>(options => options.Address = new(server.Address))
            .ConfigureChannel(options => options.UnsafeUseInsecureChannelCallCredentials = true)
            .AddCallCredentials((_, metadata) =>
            {
                metadata.Add("x-token", "secret");
                return Task.CompletedTask;
            })
            .AddInterceptor(() =>
            {
                interceptors++;
                return new Passing();
            });
        await using ServiceProvider provider = services.BuildServiceProvider();

        for (int i = 0; i < 2; i++) Assert.Equal("hello", await provider.GetRequiredService<EchoClient>().CallAsync("hello"));

        Assert.Equal("secret", seen["x-token"]);
        Assert.Equal(1, interceptors);
    }

    [Fact]
    public async Task Clients_OfOneTypeUnderTwoNames_GoToTheirServers()
    {
        await using RawServer one = await RawServer.StartAsync(Echo.HandleAsync);
        ServiceCollection services = new();
        services.AddGrpcClient<EchoClient>("one", options => options.Address = new(one.Address));
        services.AddGrpcClient<EchoClient>("nowhere", (_, options) => options.Address = new($"http://127.0.0.1:{ClientFaultTests.FreePort()}"));
        await using ServiceProvider provider = services.BuildServiceProvider();
        GrpcClientFactory factory = provider.GetRequiredService<GrpcClientFactory>();

        Assert.Equal("hello", await factory.CreateClient<EchoClient>("one").CallAsync("hello"));
        Assert.Equal(StatusCode.Unavailable, (await factory.CreateClient<EchoClient>("nowhere").CallAsync("x").StatusOf()).StatusCode);
    }

    [Fact]
    public void Client_WithoutAddress_IsRefusedByName()
    {
        ServiceCollection services = new();
        services.AddGrpcClient<EchoClient>("lost");
        using ServiceProvider provider = services.BuildServiceProvider();
        var refused = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<EchoClient>());
        Assert.Contains("'lost'", refused.Message);
    }

    public sealed class EchoClient(CallInvoker invoker) : ClientBase<EchoClient>(invoker)
    {
        public Task<string> CallAsync(string request) =>
            CallInvoker.AsyncUnaryCall(Echo.Unary, null, default, request).ResponseAsync.WaitAsync(Echo.Timeout);

        protected override EchoClient NewInstance(ClientBaseConfiguration configuration) => throw new NotSupportedException();
    }

    private sealed class Passing : Interceptor;
}
