using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;

namespace Fuse3D.Services.Fusion.Branches;

/// <summary>Keeps a session with a branch service: opens it, opens it again when it ends, and says why there is none.</summary>
/// <param name="branch">"points" or "image"</param>
/// <param name="open">starts an Exchange call</param>
/// <param name="check">why a branch that says hello is not the one wanted; null when it is</param>
internal sealed partial class BranchConnector(
    string branch, Uri address, Func<CallOptions, BranchCall> open, Func<Hello, string?> check,
    SharedMemoryOptions options, FrameMetrics metrics, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan GreetingTimeout = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private volatile BranchConnection? _current;
    private volatile string _reason = "not connected yet";
    private volatile Hello? _hello;
    private Task _running = Task.CompletedTask;

    /// <summary>Raised when the branch comes or goes.</summary>
    public event Action? Changed;

    public string Branch => branch;

    public Uri Address => address;

    public bool IsAvailable => _current is not null;

    /// <summary>Why the branch is not available, or why its tensors travel inline; empty when neither.</summary>
    public string Reason => _current?.Link.Reason ?? _reason;

    public Transport Transport => _current?.Link.Transport ?? Transport.Unspecified;

    /// <summary>What the branch last said of itself.</summary>
    /// <exception cref="BranchUnavailableException">it never did</exception>
    public Hello Hello => _hello ?? throw new BranchUnavailableException(branch, _reason);

    public void Start() => _running = Task.Run(RunAsync);

    /// <exception cref="BranchUnavailableException">there is no session</exception>
    public RemoteFrame Begin(bool inlineOnly) =>
        (_current ?? throw new BranchUnavailableException(branch, $"{address}: {_reason}")).Begin(inlineOnly);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        TimeSpan pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await RunSession(() => pause = FirstPause);
                _reason = "its session ended";
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                _reason = e is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : e.Message;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Replicas that lost the same peer must not come back in step.
            await Task.Delay(pause * (0.75 + Random.Shared.NextDouble() / 2), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task RunSession(Action opened)
    {
        using BranchCall call = open(new CallOptions(cancellationToken: _stop.Token));
        using BranchConnection connection =
            await BranchConnection.OpenAsync(branch, call.Call, new TensorLink(options, metrics), GreetingTimeout, _stop.Token);
        if (check(connection.Hello) is { } wrong)
            throw new ExchangeProtocolException(wrong);

        (_hello, _current) = (connection.Hello, connection);
        opened();
        LogOpened(branch, address);
        Changed?.Invoke();
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            _current = null;
            LogLost(branch, address);
            Changed?.Invoke();
        }
    }

    [LoggerMessage(LogLevel.Information, "The {Branch} branch at {Address} is there")]
    private partial void LogOpened(string branch, Uri address);

    [LoggerMessage(LogLevel.Warning, "The {Branch} branch at {Address} is gone")]
    private partial void LogLost(string branch, Uri address);
}
