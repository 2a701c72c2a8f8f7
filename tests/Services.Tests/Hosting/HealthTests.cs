using System.Net;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.Services.PointCloud;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Fuse3D.Services.Tests.Hosting;

/// <summary>Health over gRPC and HTTP, and metrics.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _temporary = new();
    private RunningHost _host = null!;
    private GrpcChannel _channel = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        string model = TinyModel.Write(_temporary);
        _host = await RunningHost.StartAsync(args => PointCloudHost.Build(args), "--model", model);
        _channel = GrpcChannel.ForAddress(_host.Grpc);
        _http = new() { BaseAddress = _host.Http };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        _channel.Dispose();
        await _host.DisposeAsync();
        _temporary.Dispose();
    }

    [Theory]
    [InlineData(""), InlineData("fuse3d.v1.PointDetector"), InlineData("model/tiny")]
    public async Task Check_ServiceAndModel_Serve(string name)
    {
        HealthCheckResponse reply = await new Health.HealthClient(_channel).CheckAsync(new() { Service = name }, deadline: DateTime.UtcNow + Soon);

        Assert.Equal(ServingStatus.Serving, reply.Status);
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(
            () => new Health.HealthClient(_channel).CheckAsync(new() { Service = "nobody" }, deadline: DateTime.UtcNow + Soon).ResponseAsync);

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact]
    public async Task Watch_ServiceStartsToDrain_TellsAtOnce()
    {
        using var watch = new Health.HealthClient(_channel).Watch(new() { Service = "model/tiny" }, deadline: DateTime.UtcNow + Soon);
        Assert.True(await watch.ResponseStream.MoveNext());
        Assert.Equal(ServingStatus.Serving, watch.ResponseStream.Current.Status);

        _host.Get<DrainState>().Announce();
        Assert.Equal("draining", (await _host.Get<HealthBoard>().CheckHealthAsync(new())).Description);

        Assert.True(await watch.ResponseStream.MoveNext());
        Assert.Equal(ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        using HttpResponseMessage ready = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task Metrics_AfterAFrame_CountIt()
    {
        await new PointDetector.PointDetectorClient(_channel).DetectAsync(TinyModel.Frame(1), deadline: DateTime.UtcNow + Soon);
        DetectRequest bad = TinyModel.Frame(2);
        bad.Cloud = new();
        await Assert.ThrowsAsync<RpcException>(() => new PointDetector.PointDetectorClient(_channel).DetectAsync(bad, deadline: DateTime.UtcNow + Soon).ResponseAsync);

        string text = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Contains("fuse3d_requests_total{model=\"tiny\",code=\"OK\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("code=\"InvalidArgument\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("fuse3d_stage_duration_seconds_bucket{stage=\"points.backbone\",le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("fuse3d_queue_depth 0\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE fuse3d_request_duration_seconds histogram\n", text, StringComparison.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Matches("""^(# (HELP|TYPE) [a-zA-Z_:][\w:]*( .*)?|[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\]|\\.)*",?)*\})? (NaN|[+-]Inf|[-+.eE\d]+))$""", line);
    }
}
