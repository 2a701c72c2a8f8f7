using System.Threading.Channels;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.HealthCheck;

/// <summary>Health of services as the application sets it: Check and List tell it, Watch follows it. Safe for any thread.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    /// <summary>Changes that wait for a watcher that reads slowly; older ones are dropped, as only the last one matters.</summary>
    private const int QueuedChanges = 5;

    /// <summary>What List answers at most; a caller that gets RESOURCE_EXHAUSTED asks by name.</summary>
    private const int MaxListed = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<Channel<ServingStatus>>> _watchers = new(StringComparer.Ordinal);

    /// <summary>Sets a service's health; the empty name is the server as a whole.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_lock)
        {
            bool changed = !_statuses.TryGetValue(service, out ServingStatus before) || before != status;
            _statuses[service] = status;
            if (changed)
                Notify(service, status);
        }
    }

    /// <summary>Forgets a service.</summary>
    public void ClearStatus(string service)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_lock)
        {
            if (_statuses.Remove(service))
                Notify(service, ServingStatus.ServiceUnknown);
        }
    }

    /// <summary>Forgets all services.</summary>
    public void ClearAll()
    {
        lock (_lock)
        {
            foreach (string service in _statuses.Keys.ToArray())
                ClearStatus(service);
        }
    }

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_lock)
        {
            return _statuses.TryGetValue(request.Service, out ServingStatus status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, $"no service '{request.Service}' has a health status here"));
        }
    }

    /// <inheritdoc/>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_lock)
        {
            if (_statuses.Count > MaxListed)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{_statuses.Count} services are known, List tells of {MaxListed} at most"));
            foreach ((string service, ServingStatus status) in _statuses)
                response.Statuses.Add(service, new HealthCheckResponse { Status = status });
        }

        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        Channel<ServingStatus> changes = Subscribe(request.Service);
        try
        {
            await foreach (ServingStatus status in changes.Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The usual end of a watch: the caller hung up.
        }
        finally
        {
            Unsubscribe(request.Service, changes);
        }
    }

    /// <summary>Ends all watches, so that a server that stops does not wait for them.</summary>
    internal void CompleteWatches()
    {
        lock (_lock)
        {
            foreach (Channel<ServingStatus> watcher in _watchers.Values.SelectMany(w => w))
                watcher.Writer.TryComplete();
        }
    }

    private Channel<ServingStatus> Subscribe(string service)
    {
        Channel<ServingStatus> changes = Channel.CreateBounded<ServingStatus>(
            new BoundedChannelOptions(QueuedChanges) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            if (!_watchers.TryGetValue(service, out HashSet<Channel<ServingStatus>>? watchers))
                _watchers[service] = watchers = [];
            watchers.Add(changes);
            changes.Writer.TryWrite(_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown));
        }

        return changes;
    }

    private void Unsubscribe(string service, Channel<ServingStatus> changes)
    {
        lock (_lock)
        {
            HashSet<Channel<ServingStatus>> watchers = _watchers[service];
            watchers.Remove(changes);
            if (watchers.Count == 0)
                _watchers.Remove(service);
        }
    }

    private void Notify(string service, ServingStatus status)
    {
        foreach (Channel<ServingStatus> watcher in _watchers.GetValueOrDefault(service) ?? [])
            watcher.Writer.TryWrite(status);
    }
}
