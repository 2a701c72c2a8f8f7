using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>A request of many messages, sent as they are written. While the call may be retried its frames are kept, and every attempt sends them again.</summary>
/// <param name="retryBuffer">Counts what is kept for retries; null when the call is not retried.</param>
internal sealed class StreamRequest(RetryBuffer? retryBuffer) : RequestBody
{
    private readonly Lock _lock = new();
    private readonly MessageBuffer _frame = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<MessageBuffer>? _kept = retryBuffer is null ? null : [];
    private StreamAttempt? _attempt;
    private long _keptBytes;
    private bool _final = retryBuffer is null;      // no further attempt comes
    private bool _closed;
    private bool _forget;
    private int _readers;

    /// <summary>Completes when no further message follows.</summary>
    public Task Completed => _complete.Task;

    public override bool CanRepeat => !Volatile.Read(ref _final);

    public override HttpContent CreateContent()
    {
        var attempt = new StreamAttempt(this);
        StreamAttempt? previous;
        lock (_lock)
        {
            previous = _attempt;
            _attempt = attempt;
        }

        previous?.Replace();
        return attempt.Content;
    }

    /// <summary>A buffer for the next frame, for <see cref="SendAsync"/>.</summary>
    public MessageBuffer EmptyFrame() => Volatile.Read(ref _kept) is null ? _frame : new();

    /// <summary>Sends a frame, which belongs to this object from now on.</summary>
    public async ValueTask SendAsync(MessageBuffer frame, bool flush, CancellationToken cancellationToken)
    {
        if (TryKeep(frame))
        {
            await SendKeptAsync(flush, cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            if (Volatile.Read(ref _kept) is not null) await SendKeptAsync(flush: false, cancellationToken).ConfigureAwait(false);
            Forget();
            await SendOnceAsync(frame, flush, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            frame.Clear();
        }
    }

    /// <summary>No further message follows.</summary>
    public void Complete() => _complete.TrySetResult();

    /// <summary>The kept frame at this place; null past the last one.</summary>
    public MessageBuffer? KeptAt(int index)
    {
        lock (_lock)
        {
            return index < _kept?.Count ? _kept[index] : null;
        }
    }

    public override void Commit()
    {
        Volatile.Write(ref _final, true);
        _attempt?.Commit();
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            _closed = _final = true;
        }

        _complete.TrySetResult();
        _attempt?.Close();
        Forget();
    }

    /// <summary>Starts to read kept frames, which stay until <see cref="Leave"/>; false when the call has ended.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed) return false;
            _readers++;
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            _readers--;
            if (_forget) ForgetIfUnread();
        }
    }

    private bool TryKeep(MessageBuffer frame)
    {
        lock (_lock)
        {
            if (_final || _kept is null) return false;
            if (!retryBuffer!.TryTake(frame.Length, _keptBytes))
            {
                _final = true;      // no room: what was kept is still sent, then the call goes on without a net
                return false;
            }

            _keptBytes += frame.Length;
            _kept.Add(frame);
            return true;
        }
    }

    private async ValueTask SendOnceAsync(MessageBuffer frame, bool flush, CancellationToken cancellationToken)
    {
        while (true)
        {
            StreamAttempt attempt = _attempt!;
            try
            {
                await attempt.OpenedAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (attempt.IsReplaced)    // it found no connection; the next one may
            {
                continue;
            }

            await attempt.SendAsync(frame, flush, cancellationToken).ConfigureAwait(false);
            return;
        }
    }

    private async ValueTask SendKeptAsync(bool flush, CancellationToken cancellationToken)
    {
        while (true)
        {
            StreamAttempt attempt = _attempt!;
            try
            {
                await attempt.SendKeptAsync(flush, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (!await attempt.ReplacedAsync(cancellationToken).ConfigureAwait(false)) throw;
            }
        }
    }

    // Gives the kept frames back, now or when the last reader leaves.
    private void Forget()
    {
        lock (_lock)
        {
            _forget = true;
            ForgetIfUnread();
        }
    }

    private void ForgetIfUnread()
    {
        if (_kept is null || _readers > 0) return;
        foreach (MessageBuffer frame in _kept) frame.Clear();
        retryBuffer!.GiveBack(_keptBytes);
        (_kept, _keptBytes) = (null, 0);
    }
}
