using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Fuse3D.ServiceDefaults.Hosting;

/// <summary>Who is serving: the process (""), each gRPC service by its full name, each model as "model/name". Told over gRPC and HTTP.</summary>
/// <remarks>The process serves when all of them do. Once it drains, nothing serves any more.</remarks>
public sealed class HealthBoard : IHealthCheck, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, bool> _serving = new(StringComparer.Ordinal);
    private readonly HealthServiceImpl _grpc;
    private readonly DrainState _drain;
    private readonly CancellationTokenRegistration _draining;

    public HealthBoard(HealthServiceImpl grpc, DrainState drain)
    {
        (_grpc, _drain) = (grpc, drain);
        _draining = drain.Announced.Register(Publish);
        Publish();
    }

    public bool IsReady
    {
        get
        {
            lock (_lock)
                return !_drain.Announced.IsCancellationRequested && _serving.Count > 0 && _serving.Values.All(serving => serving);
        }
    }

    public void Set(string name, bool serving)
    {
        lock (_lock)
        {
            if (_serving.TryGetValue(name, out bool before) && before == serving)
                return;
            _serving[name] = serving;
        }

        Publish();
    }

    /// <summary>From now on these serve.</summary>
    public void Serve(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            Set(name, serving: true);
    }

    /// <summary>Every name and whether it serves.</summary>
    public IReadOnlyDictionary<string, bool> Snapshot()
    {
        lock (_lock)
            return _serving.ToDictionary(entry => entry.Key, entry => entry.Value && !_drain.Announced.IsCancellationRequested);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(WhyNotReady()));

    public void Dispose() => _draining.Dispose();

    private string WhyNotReady() => _drain.Announced.IsCancellationRequested
        ? "draining"
        : $"not serving: {string.Join(", ", Snapshot().Where(entry => !entry.Value).Select(entry => entry.Key))}";

    private void Publish()
    {
        foreach (var (name, serving) in Snapshot())
            _grpc.SetStatus(name, Status(serving));
        _grpc.SetStatus("", Status(IsReady));
    }

    private static ServingStatus Status(bool serving) => serving ? ServingStatus.Serving : ServingStatus.NotServing;
}
