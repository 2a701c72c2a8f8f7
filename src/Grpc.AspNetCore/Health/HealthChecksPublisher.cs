using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Passes the application's periodic health reports on to those who watch.</summary>
internal sealed class HealthChecksPublisher(HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (ServiceMapping mapping in options.Value.Services)
        {
            health.SetStatus(mapping.Name, HealthChecksService.ToServing(report.Entries
                .Where(entry => HealthChecksService.Matches(mapping, entry.Key, entry.Value.Tags))
                .Select(entry => entry.Value.Status)));
        }

        return Task.CompletedTask;
    }
}
