using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Fuse3D.Bindings.Tests.Grpc;

/// <summary>grpc.health.v1, from what the application sets and from its health checks.</summary>
public sealed class ServerHealthTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly CancellationToken _patience = new CancellationTokenSource(s_patience).Token;
    private HealthStatus _model = HealthStatus.Healthy;
    private ServerHost _server = null!;
    private GrpcChannel _channel = null!;

    private Health.HealthClient Client => new(_channel);

    private HealthServiceImpl Published => _server.Services.GetRequiredService<HealthServiceImpl>();

    public async Task InitializeAsync()
    {
        _server = await ServerHost.StartAsync(
            app => app.MapGrpcHealthChecksService(),
            services => services
                .AddGrpcHealthChecks(options => options.Services.Map("models.one", check => check.Tags.Contains("one")))
                .AddCheck("model", () => new HealthCheckResult(_model), ["one"])
                .AddCheck("disk", () => HealthCheckResult.Degraded()));
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("", HealthStatus.Healthy, ServingStatus.Serving), InlineData("models.one", HealthStatus.Degraded, ServingStatus.Serving)]
    [InlineData("", HealthStatus.Unhealthy, ServingStatus.NotServing), InlineData("models.one", HealthStatus.Unhealthy, ServingStatus.NotServing)]
    public async Task Check_RunsTheChecksOfTheService(string service, HealthStatus model, ServingStatus expected)
    {
        _model = model;

        Assert.Equal(expected, (await Client.CheckAsync(new HealthCheckRequest { Service = service })).Status);
    }

    [Fact]
    public async Task Check_OfAnUnknownService_IsNotFound()
    {
        var e = await Assert.ThrowsAsync<RpcException>(() => Client.CheckAsync(new HealthCheckRequest { Service = "who" }).ResponseAsync);

        Assert.Equal(StatusCode.NotFound, e.StatusCode);
    }

    [Fact]
    public async Task List_TellsOfMappedAndOfSetServices()
    {
        _model = HealthStatus.Unhealthy;
        Published.SetStatus("set.by.hand", ServingStatus.Serving);

        HealthListResponse response = await Client.ListAsync(new HealthListRequest());

        Assert.Equal(ServingStatus.NotServing, response.Statuses[""].Status);
        Assert.Equal(ServingStatus.NotServing, response.Statuses["models.one"].Status);
        Assert.Equal(ServingStatus.Serving, response.Statuses["set.by.hand"].Status);
    }

    [Fact]
    public async Task Watch_FollowsAServiceThatAppearsAndChanges()
    {
        using var call = Client.Watch(new HealthCheckRequest { Service = "later" }, cancellationToken: _patience);
        Assert.Equal(ServingStatus.ServiceUnknown, await Next(call));

        Published.SetStatus("later", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await Next(call));
        Published.SetStatus("later", ServingStatus.Serving);   // no change, no message
        Published.SetStatus("later", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await Next(call));
        Published.ClearAll();
        Assert.Equal(ServingStatus.ServiceUnknown, await Next(call));
    }

    [Fact]
    public async Task Watch_OfAMappedService_StartsWithTheChecksResult()
    {
        _model = HealthStatus.Unhealthy;

        using var call = Client.Watch(new HealthCheckRequest { Service = "models.one" }, cancellationToken: _patience);

        Assert.Equal(ServingStatus.NotServing, await Next(call));
    }

    [Fact]
    public async Task Watch_EndsWhenTheServerStops()
    {
        using var call = Client.Watch(new HealthCheckRequest(), cancellationToken: _patience);
        await Next(call);

        await _server.StopAsync(s_patience).WaitAsync(s_patience / 2);

        Assert.False(await call.ResponseStream.MoveNext(_patience));
    }

    private async Task<ServingStatus> Next(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(_patience));
        return call.ResponseStream.Current.Status;
    }
}
