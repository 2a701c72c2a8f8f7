using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>The life of a call, whatever its messages are: it starts, may be cancelled, and ends exactly once with a status.</summary>
internal abstract class ClientCall : IDisposable
{
    public static readonly Func<object, Task<Metadata>> HeadersOf = static call => ((ClientCall)call).GetHeadersAsync();
    public static readonly Func<object, Status> StatusOf = static call => ((ClientCall)call).GetStatus();
    public static readonly Func<object, Metadata> TrailersOf = static call => ((ClientCall)call).GetTrailers();
    public static readonly Action<object> DisposeOf = static call => ((ClientCall)call).Dispose();

    private const int Running = 0, Ending = 1, Ended = 2;

    // A CancellationTokenSource takes at most 2^32 - 2 ms (49 days). A later deadline is left to the server.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private static readonly TimeSpan s_settleTime = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _cancel = new();
    private CancellationTokenRegistration _callerToken;
    private CancellationTokenRegistration _channelToken;
    private TaskCompletionSource<Metadata>? _headers;
    private HttpHeaders? _trailers;
    private CallTelemetry _telemetry;
    private Status _status;
    private int _cause;
    private int _state;

    protected ClientCall(GrpcChannel channel, MethodEntry method, string? host, in CallOptions options)
    {
        Channel = channel;
        Method = method;
        Host = host;
        Options = options;
        Cancelled = _cancel.Token;
    }

    public GrpcChannel Channel { get; }

    public MethodEntry Method { get; }

    public string? Host { get; }

    public CallOptions Options { get; }

    /// <summary>Fires when the call is cancelled, disposed or late.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>True once the call has its status.</summary>
    public bool IsEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>The response, from its headers on.</summary>
    protected HttpResponseMessage? Response { get; private set; }

    /// <summary>Ends the call if it has no status yet.</summary>
    public virtual void Dispose() => Cancel(CancelCause.Dispose);

    /// <summary>Cancels the call; who comes first names the cause.</summary>
    public void Cancel(CancelCause cause)
    {
        if (IsEnded || Interlocked.CompareExchange(ref _cause, (int)cause, (int)CancelCause.None) != (int)CancelCause.None) return;
        try
        {
            _cancel.Cancel();
        }
        catch (ObjectDisposedException)     // the call ended meanwhile
        {
        }
    }

    public Status GetStatus() =>
        IsEnded ? _status : throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    public Metadata GetTrailers()
    {
        if (!IsEnded) throw new InvalidOperationException("Can't get the call trailers because the call has not completed.");
        var metadata = new Metadata();
        if (_trailers is not null) ResponseStatus.AddTo(metadata, _trailers);
        return metadata;
    }

    /// <summary>What the caller gets to see when the status is not OK.</summary>
    public Exception ToException()
    {
        var failure = new RpcException(_status, GetTrailers());
        bool asCancelled = Channel.ThrowOperationCanceledOnCancellation
            && _status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
            && (_cause != (int)CancelCause.None || _status.StatusCode == StatusCode.DeadlineExceeded);
        return asCancelled ? new OperationCanceledException(failure.Message, failure, Options.CancellationToken) : failure;
    }

    /// <summary>What a failed write throws: how the call ended, as soon as that is known, else what the write met.</summary>
    public async ValueTask<Exception> ToWriteExceptionAsync(Exception e)
    {
        if (e is not RpcException)
            await Settling.WaitAsync(s_settleTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (IsEnded)
            return _status.StatusCode == StatusCode.OK
                ? new InvalidOperationException("Can't write the message because the call is complete.", e)
                : ToException();
        return new RpcException(StatusOfFailure("Error writing the message.", e));
    }

    /// <summary>Starts the call's activity; on the flow that sends it, so that the HTTP request becomes its child.</summary>
    protected void StartTelemetry()
    {
        if (!IsEnded) _telemetry.StartActivity(this);
    }

    /// <summary>Arms the deadline and the tokens. A call that is over before it started ends here.</summary>
    protected void Start()
    {
        _telemetry = CallTelemetry.Start();
        if (Options.CancellationToken.IsCancellationRequested)
        {
            Cancel(CancelCause.Token);
            End(CancelledStatus(null));
            return;
        }

        if (Options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            TimeSpan left = GrpcChannel.TimeLeft(deadline);
            if (left <= TimeSpan.Zero)
            {
                End(CancelledStatus(null));
                return;
            }

            if (left < s_longestTimer) _cancel.CancelAfter(left);
        }

        if (Options.CancellationToken.CanBeCanceled)
            _callerToken = Options.CancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Cancel(CancelCause.Token), this);
        _channelToken = Channel.Disposed.UnsafeRegister(static call => ((ClientCall)call!).Cancel(CancelCause.Channel), this);
        if (IsEnded) Unregister();      // it was cancelled while it registered
    }

    /// <summary>Takes the response. False when the call ended meanwhile; the response is closed then.</summary>
    protected bool TrySetResponse(HttpResponseMessage response)
    {
        Response = response;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) != Running)
        {
            response.Dispose();
            return false;
        }

        Volatile.Read(ref _headers)?.TrySetResult(HeadersOfResponse(response));
        return true;
    }

    /// <summary>Gives the call its status. Only the first one counts.</summary>
    protected bool End(Status status, HttpHeaders? trailers = null)
    {
        if (Interlocked.CompareExchange(ref _state, Ending, Running) != Running) return false;
        _status = status;
        _trailers = trailers;
        Volatile.Write(ref _state, Ended);
        Interlocked.MemoryBarrier();
        Unregister();
        _telemetry.Stop(this, status);
        if (status.StatusCode != StatusCode.OK) Channel.Log.Failed(Method.Name, status);
        if (Volatile.Read(ref _headers) is { } headers) Settle(headers);
        OnEnded();
        if (!_cancel.IsCancellationRequested) _cancel.Dispose();
        return true;
    }

    /// <summary>Completes when the call has its response, or its response's headers, or has failed.</summary>
    protected abstract Task Settling { get; }

    /// <summary>Frees what the call holds; runs once, when it has its status.</summary>
    protected abstract void OnEnded();

    /// <summary>The status of a call that failed with this exception: why it was cancelled, if it was.</summary>
    protected Status StatusOfFailure(string what, Exception e)
    {
        if (IsEnded) return _status;
        if (_cancel.IsCancellationRequested) return CancelledStatus(e);
        Status status = FailureMap.ToStatus(what, e);
        return status.StatusCode == StatusCode.Cancelled && Options.Deadline is { } deadline && GrpcChannel.TimeLeft(deadline) <= TimeSpan.Zero
            ? new(StatusCode.DeadlineExceeded, "", e)       // the server's timer was faster than ours
            : status;
    }

    protected Status CancelledStatus(Exception? e) => (CancelCause)Volatile.Read(ref _cause) switch
    {
        CancelCause.Token => new(StatusCode.Cancelled, "Call canceled by the client.", e),
        CancelCause.Dispose => new(StatusCode.Cancelled, "gRPC call disposed.", e),
        CancelCause.Channel => new(StatusCode.Cancelled, "The channel of the call was disposed.", e),
        _ => new(StatusCode.DeadlineExceeded, "", e),
    };

    private void Unregister()
    {
        _callerToken.Unregister();
        _channelToken.Unregister();
    }

    private Task<Metadata> GetHeadersAsync()
    {
        TaskCompletionSource<Metadata> fresh = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<Metadata> headers = Interlocked.CompareExchange(ref _headers, fresh, null) ?? fresh;
        if (Response is not null || IsEnded) Settle(headers);
        return headers.Task;
    }

    private void Settle(TaskCompletionSource<Metadata> headers)
    {
        if (Response is { } response) headers.TrySetResult(HeadersOfResponse(response));
        else if (_status.StatusCode == StatusCode.OK) headers.TrySetResult([]);
        else if (headers.TrySetException(ToException())) _ = headers.Task.Exception;     // nobody has to await the headers
    }

    private static Metadata HeadersOfResponse(HttpResponseMessage response)
    {
        var metadata = new Metadata();
        ResponseStatus.AddTo(metadata, response.Headers);
        ResponseStatus.AddTo(metadata, response.Content.Headers);
        return metadata;
    }
}
