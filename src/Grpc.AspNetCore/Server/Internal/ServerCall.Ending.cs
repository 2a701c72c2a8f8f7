using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

// A call ends once, by its handler or by its deadline, whichever claims it first. A write in progress holds the response:
// the end waits for it, and no write starts after the end.
internal sealed partial class ServerCall
{
    private const int Writing = 1, Ended = 2, Expired = 4;
    private const int CancelCode = 8;   // HTTP/2's CANCEL

    /// <summary>How long an expired call waits for a caller that does not read, before it resets the stream.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>A timer takes at most 49 days; a later deadline is none that a server needs to watch.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(49);

    private int _state;
    private DateTime _deadline = DateTime.MaxValue;
    private Timer? _timer;
    private CancellationTokenSource? _cancel;
    private TaskCompletionSource? _writerIdle, _expiry;

    /// <summary>Ends the call by itself after <paramref name="timeout"/>.</summary>
    public void StartDeadline(TimeSpan timeout)
    {
        DateTime now = DateTime.UtcNow;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        if (timeout < s_longestTimer)
            _timer = new Timer(static call => _ = ((ServerCall)call!).ExpireAsync(), this, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Claims the response for a message or the headers.</summary>
    /// <exception cref="OperationCanceledException">The caller hung up or the deadline passed.</exception>
    /// <exception cref="InvalidOperationException">Another write is in progress, or the handler has returned.</exception>
    public void BeginWrite()
    {
        int state = Interlocked.CompareExchange(ref _state, Writing, 0);
        if (state == 0)
            return;
        ThrowIfCancelled();
        throw new InvalidOperationException((state & Ended) != 0
            ? "The call has ended; nothing more can be written."
            : "The previous write is still in progress; await it before the next.");
    }

    /// <summary>Gives the response back.</summary>
    public void EndWrite()
    {
        if ((Interlocked.And(ref _state, ~Writing) & Ended) != 0)
            WriterIdle().TrySetResult();
    }

    /// <summary>Throws when the caller hung up or the deadline passed.</summary>
    public void ThrowIfCancelled()
    {
        if ((Volatile.Read(ref _state) & Expired) != 0 || HttpContext.RequestAborted.IsCancellationRequested)
            throw Cancelled();
    }

    /// <summary>Fires the call's token, for what learns of the caller's leaving before the token does.</summary>
    public OperationCanceledException Cancelled(Exception? cause = null)
    {
        CancellationTokenSource cancel = LinkedCancellation();
        _ = cancel.CancelAsync();
        return new OperationCanceledException($"{Method} was cancelled", cause, cancel.Token);
    }

    // Claims the end for the handler; false when the deadline had it, whose end is then complete.
    private async ValueTask<bool> TryEndAsync()
    {
        int before = Interlocked.Or(ref _state, Ended);
        if ((before & Ended) != 0)
        {
            await (_expiry?.Task ?? Task.CompletedTask);
            return false;
        }

        _timer?.Dispose();
        if ((before & Writing) != 0)
            await WriterIdle().Task;
        return true;
    }

    /// <summary>Ends the call with what its handler returned or threw, unless its deadline has ended it.</summary>
    public async ValueTask EndAsync(Exception? failure)
    {
        if (!await TryEndAsync())
            return;
        if (failure is not null)
            TakeStatusOf(failure);
        if (HttpContext.RequestAborted.IsCancellationRequested)
            return;
        try
        {
            ResponseStatus.Write(HttpContext, StatusCore, _responseTrailers, Responses.HasMessages);
        }
        catch (RpcException e)
        {
            StatusCore = e.Status;   // a trailer that HTTP cannot carry
            ResponseStatus.Write(HttpContext, StatusCore, trailers: null, Responses.HasMessages);
        }
    }

    /// <summary>Lets go of what the call held, after its end.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _cancel?.Dispose();
    }

    private void TakeStatusOf(Exception failure)
    {
        bool cancelled = HttpContext.RequestAborted.IsCancellationRequested || _cancel is { IsCancellationRequested: true };
        StatusCore = HandlerFailure.ToStatus(failure, Options.EnableDetailedErrors, cancelled);
        if (failure is RpcException { Trailers: { Count: > 0 } trailers } && !ReferenceEquals(trailers, _responseTrailers))
        {
            foreach (Metadata.Entry entry in trailers)
                ResponseTrailers.Add(entry);
        }

        _method.Log.CallFailed(Method, StatusCore, failure, cancelled);
    }

    private async Task ExpireAsync()
    {
        _expiry = NewSignal();   // before the claim: who loses it waits for this
        int before = Interlocked.Or(ref _state, Ended | Expired);
        if ((before & Ended) != 0)
            return;
        try
        {
            _method.Log.DeadlineExceeded(Method);
            if (_cancel is not null || _method.StreamsRequests)
                _ = LinkedCancellation().CancelAsync();
            await SendExpiryAsync(interruptWriter: (before & Writing) != 0);
        }
        catch (Exception e) when (e is TimeoutException or IOException or InvalidOperationException or OperationCanceledException)
        {
            _method.Log.ExpiryNotSent(Method, e);
        }
        finally
        {
            HttpContext.Features.Get<IHttpResetFeature>()?.Reset(CancelCode);
            _expiry.TrySetResult();
        }
    }

    private async Task SendExpiryAsync(bool interruptWriter)
    {
        HttpContext.Request.BodyReader.CancelPendingRead();
        if (interruptWriter)
        {
            HttpContext.Response.BodyWriter.CancelPendingFlush();
            await WriterIdle().Task.WaitAsync(s_patience);
        }

        StatusCore = new Status(StatusCode.DeadlineExceeded, $"{Method} was still running at its deadline");
        ResponseStatus.Write(HttpContext, StatusCore, trailers: null, Responses.HasMessages);
        await HttpContext.Response.CompleteAsync().WaitAsync(s_patience);
    }

    private CancellationToken Cancellation() =>
        _timer is null && !_method.StreamsRequests ? HttpContext.RequestAborted : LinkedCancellation().Token;

    private CancellationTokenSource LinkedCancellation()
    {
        if (_cancel is { } present)
            return present;
        var linked = CancellationTokenSource.CreateLinkedTokenSource(HttpContext.RequestAborted);
        if (Interlocked.CompareExchange(ref _cancel, linked, null) is { } earlier)
        {
            linked.Dispose();
            return earlier;
        }

        if ((Volatile.Read(ref _state) & Expired) != 0)
            _ = linked.CancelAsync();
        return linked;
    }

    private TaskCompletionSource WriterIdle() => LazyInitializer.EnsureInitialized(ref _writerIdle, NewSignal);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
