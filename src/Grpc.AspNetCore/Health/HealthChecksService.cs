using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The health service over the application's health checks, which it runs when asked.</summary>
internal sealed class HealthChecksService(
    HealthServiceImpl published, HealthCheckService checks, IOptions<GrpcHealthChecksOptions> options, IOptions<HealthCheckOptions> endpointOptions)
    : Health.V1.Health.HealthBase
{
    private readonly GrpcHealthChecksOptions _options = options.Value;

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (_options.UseHealthChecksCache || !_options.Services.TryGet(request.Service, out ServiceMapping? mapping))
            return await published.Check(request, context);
        return await RunAsync(mapping, context.CancellationToken);
    }

    public override async Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        HealthListResponse response = await published.List(request, context);
        if (_options.UseHealthChecksCache)
            return response;
        foreach (ServiceMapping mapping in _options.Services)
            response.Statuses[mapping.Name] = await RunAsync(mapping, context.CancellationToken);
        return response;
    }

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        if (!_options.UseHealthChecksCache && _options.Services.TryGet(request.Service, out ServiceMapping? mapping))
            published.SetStatus(request.Service, (await RunAsync(mapping, context.CancellationToken)).Status);   // not what was published long ago
        await published.Watch(request, responseStream, context);
    }

    private async Task<HealthCheckResponse> RunAsync(ServiceMapping mapping, CancellationToken cancellationToken)
    {
        HealthReport report = await checks.CheckHealthAsync(
            check => endpointOptions.Value.Predicate?.Invoke(check) != false && Matches(mapping, check.Name, check.Tags), cancellationToken);
        return new HealthCheckResponse { Status = ToServing(report.Entries.Values.Select(entry => entry.Status)) };
    }

    internal static bool Matches(ServiceMapping mapping, string name, IEnumerable<string> tags) =>
        mapping.HealthCheckPredicate?.Invoke(new HealthCheckMapContext(name, tags)) != false;

    /// <summary>A service with an unhealthy check does not serve; one that is degraded does.</summary>
    internal static ServingStatus ToServing(IEnumerable<HealthStatus> statuses) =>
        statuses.Contains(HealthStatus.Unhealthy) ? ServingStatus.NotServing : ServingStatus.Serving;
}
