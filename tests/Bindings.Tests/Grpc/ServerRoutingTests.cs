using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>What becomes an endpoint, and what happens to requests that match none.</summary>
public sealed class ServerRoutingTests
{
    private const string UnknownService = "/no.Such/Call", UnknownMethod = "/grpc.testing.TestService/NoSuch";

    [Theory]
    [InlineData(UnknownService), InlineData(UnknownMethod)]
    public async Task Unknown_OfAGrpcRequest_IsUnimplemented(string path)
    {
        await using var server = await ServerScript.StartAsync();

        ServerRawCall call = await ServerRawCall.SendAsync(server.Address, path, ServerRawCall.Frame([]));

        Assert.Equal((int)StatusCode.Unimplemented, call.GrpcStatus);
        Assert.Equal(HttpStatusCode.OK, call.Response.StatusCode);
    }

    [Theory]
    [InlineData(UnknownService), InlineData(UnknownMethod), InlineData("/deep/er/path")]
    public async Task Unknown_OfAnotherRequest_IsTheApplications404(string path)
    {
        await using var server = await ServerScript.StartAsync(map: app => app.UseStatusCodePages(page => page.HttpContext.Response.WriteAsync("my 404")));

        ServerRawCall call = await ServerRawCall.SendAsync(server.Address, path, [], r => r.Content!.Headers.ContentType = new("text/plain"));

        Assert.Equal(HttpStatusCode.NotFound, call.Response.StatusCode);
        Assert.Equal("my 404"u8, call.Body);
    }

    [Fact]
    public async Task Endpoints_OfTheApplication_ComeBeforeTheFallback()
    {
        await using var server = await ServerScript.StartAsync(map: app => app.MapPost("/{controller}/{action}", () => "mine"));

        ServerRawCall call = await ServerRawCall.SendAsync(server.Address, UnknownService, []);

        Assert.Equal("mine"u8, call.Body);
    }

    [Fact]
    public async Task Unknown_WhereItIsIgnored_Is404()
    {
        await using var server = await ServerScript.StartAsync(options: grpc => grpc.IgnoreUnknownServices = true);

        ServerRawCall call = await ServerRawCall.SendAsync(server.Address, UnknownService, ServerRawCall.Frame([]));

        Assert.Equal(HttpStatusCode.NotFound, call.Response.StatusCode);
        Assert.Null(call.GrpcStatus);
    }

    [Fact]
    public async Task Endpoint_CarriesItsMethodAndTheAttributesOfServiceAndOverride()
    {
        await using ServerHost server = await ServerHost.StartAsync(app => app.MapGrpcService<Marked>());

        Endpoint endpoint = server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Single(e => e.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.Name == "EmptyCall");

        Assert.Equal(typeof(Marked), endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()!.ServiceType);
        Assert.Equal(["service", "method"], endpoint.Metadata.GetOrderedMetadata<TagsAttribute>().SelectMany(tags => tags.Tags));
    }

    [Fact]
    public async Task Service_IsCreatedForEachCallAndDisposed()
    {
        var counter = new Counter();
        await using ServerHost server = await ServerHost.StartAsync(app => app.MapGrpcService<Counting>(), services => services.AddSingleton(counter));
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);

        await client.EmptyCallAsync(new Empty());
        await Assert.ThrowsAsync<RpcException>(() => client.UnaryCallAsync(new SimpleRequest()).ResponseAsync);

        Assert.Equal((2, 2), (counter.Created, counter.Disposed));
    }

    [Fact]
    public async Task Definition_WithBoundHandlers_IsServed()
    {
        var bound = new Marked();
        await using ServerHost server = await ServerHost.StartAsync(app => app.MapGrpcService(TestService.BindService(bound)));
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address);

        Assert.Equal(new Empty(), await new TestService.TestServiceClient(channel).EmptyCallAsync(new Empty()));
    }

    [Fact]
    public async Task Provider_AddsMethodsToAClassOfItsOwn_WithoutAnInstanceIfToldSo()
    {
        await using ServerHost server = await ServerHost.StartAsync(
            app => app.MapGrpcService<CodeFirst>(),
            services =>
            {
                services.AddSingleton<IServiceMethodProvider<CodeFirst>, CodeFirstProvider>();
                services.Configure<GrpcServiceOptions<CodeFirst>>(options => options.SuppressCreatingService = true);
            });
        using GrpcChannel channel = GrpcChannel.ForAddress(server.Address);

        Assert.Equal("no instance", await channel.CreateCallInvoker().AsyncUnaryCall(CodeFirstProvider.Method, null, default, "instance"));
    }

    [Fact]
    public async Task Map_OfWhatIsNoService_SaysSo()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerHost.StartAsync(app => app.MapGrpcService<Counter>()));

        Assert.Contains(nameof(Counter), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_WithoutAddGrpc_SaysWhatToCall()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();

        var e = Assert.Throws<InvalidOperationException>(() => app.MapGrpcService<Marked>());

        Assert.Contains("AddGrpc", e.Message, StringComparison.Ordinal);
    }

    private sealed class CodeFirst;

    private sealed class CodeFirstProvider : IServiceMethodProvider<CodeFirst>
    {
        public static readonly Method<string, string> Method =
            new(MethodType.Unary, "code.First", "Echo", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<CodeFirst> context) => context.AddUnaryMethod(
            Method, [], (service, request, _) => Task.FromResult(service is null ? $"no {request}" : request));
    }

    private sealed class Counter
    {
        public int Created { get; set; }

        public int Disposed { get; set; }
    }

    private sealed class Counting : TestService.TestServiceBase, IAsyncDisposable
    {
        private readonly Counter _counter;

        public Counting(Counter counter)
        {
            _counter = counter;
            counter.Created++;
        }

        public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

        public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => throw new InvalidOperationException("fails");

        public ValueTask DisposeAsync()
        {
            _counter.Disposed++;
            return ValueTask.CompletedTask;
        }
    }

    [Tags("service")]
    private sealed class Marked : TestService.TestServiceBase
    {
        [Tags("method")]
        public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());
    }
}
