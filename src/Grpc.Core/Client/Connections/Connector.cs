using System.Net;
using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Makes the connections of a channel and knows their state. After a failure it refuses to dial until a pause is over.</summary>
/// <param name="endPoint">Where to dial.</param>
/// <param name="options">Pauses.</param>
/// <param name="log">Told every change of state.</param>
internal sealed class Connector(EndPoint endPoint, GrpcChannelOptions options, ClientLog log) : IDisposable
{
    private static readonly TimeSpan s_dialTimeout = TimeSpan.FromSeconds(20);      // gRPC's minimum time for an attempt

    private readonly Lock _lock = new();
    private readonly Backoff _backoff = new(options.InitialReconnectBackoff, options.MaxReconnectBackoff);
    private readonly CancellationTokenSource _disposed = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConnectivityState _state = ConnectivityState.Idle;
    private TrackedStream? _spare;
    private Exception? _lastFailure;
    private long _pauseEnds;                // TickCount64
    private int _dialling;
    private int _open;

    public ConnectivityState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    /// <summary>Time until the next attempt is allowed.</summary>
    public TimeSpan Pause => TimeSpan.FromMilliseconds(Math.Max(0, Volatile.Read(ref _pauseEnds) - Environment.TickCount64));

    /// <summary>The handler's callback: hands over the connection made ahead, or dials.</summary>
    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (endPoint is DnsEndPoint && !endPoint.Equals(context.DnsEndPoint))       // the handler serves another address too
            return new NetworkStream(await DialAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false), ownsSocket: true);
        if (Interlocked.Exchange(ref _spare, null) is { } spare)
        {
            if (spare.IsQuiet) return spare;
            await spare.DisposeAsync().ConfigureAwait(false);
        }

        return await ConnectOnceAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Dials until there is a connection.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        while (State != ConnectivityState.Ready)
        {
            await Task.Delay(Pause, either.Token).ConfigureAwait(false);
            try
            {
                TrackedStream stream = await ConnectOnceAsync(either.Token).ConfigureAwait(false);
                if (Interlocked.Exchange(ref _spare, stream) is { } old) await old.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException)             // counted already; the next round waits for the pause
            {
            }
        }
    }

    /// <summary>Waits until the state is another one.</summary>
    public async Task WaitForChangeAsync(ConnectivityState last, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_state != last) return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One of the connections is gone.</summary>
    public void Closed()
    {
        lock (_lock)
        {
            if (--_open == 0 && _state == ConnectivityState.Ready) SetState(_dialling > 0 ? ConnectivityState.Connecting : ConnectivityState.Idle);
        }
    }

    public void Dispose()
    {
        lock (_lock) SetState(ConnectivityState.Shutdown);
        _disposed.Cancel();
        Interlocked.Exchange(ref _spare, null)?.Dispose();
    }

    private async Task<TrackedStream> ConnectOnceAsync(CancellationToken cancellationToken)
    {
        if (Pause is { Ticks: > 0 } pause)
            throw new IOException($"No attempt to connect to {endPoint} for another {pause.TotalMilliseconds:0} ms after the last failure.", _lastFailure);
        Dialling(1);
        try
        {
            var stream = new TrackedStream(await DialAsync(endPoint, cancellationToken).ConfigureAwait(false), this);
            Connected();
            return stream;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            Failed(e);
            throw new IOException($"Cannot connect to {endPoint}.", e);
        }
        finally
        {
            Dialling(-1);
        }
    }

    private static async Task<Socket> DialAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket socket = endPoint is UnixDomainSocketEndPoint
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).AsTask().WaitAsync(s_dialTimeout, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Dialling(int change)
    {
        lock (_lock)
        {
            _dialling += change;
            if (_dialling > 0 && _state is ConnectivityState.Idle or ConnectivityState.TransientFailure) SetState(ConnectivityState.Connecting);
            else if (_dialling == 0 && _state == ConnectivityState.Connecting) SetState(ConnectivityState.Idle);       // it was cancelled
        }
    }

    private void Connected()
    {
        lock (_lock)
        {
            _open++;
            _backoff.Reset();
            SetState(ConnectivityState.Ready);
        }
    }

    private void Failed(Exception e)
    {
        TimeSpan pause;
        lock (_lock)
        {
            if (_open > 0) return;
            pause = _backoff.Next();
            _lastFailure = e;
            Volatile.Write(ref _pauseEnds, Environment.TickCount64 + (long)pause.TotalMilliseconds);
            SetState(ConnectivityState.TransientFailure);
        }

        _ = IdleAfterAsync(pause);
    }

    private async Task IdleAfterAsync(TimeSpan pause)
    {
        await Task.Delay(pause, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (_state == ConnectivityState.TransientFailure && Pause <= TimeSpan.Zero) SetState(ConnectivityState.Idle);
        }
    }

    private void SetState(ConnectivityState state)
    {
        if (_state == state || _state == ConnectivityState.Shutdown) return;
        _state = state;
        log.State(endPoint.ToString()!, state);
        TaskCompletionSource changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
