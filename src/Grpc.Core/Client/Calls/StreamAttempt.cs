using System.Net;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>One sending of a <see cref="StreamRequest"/>: first what is kept of it, then what is written.</summary>
internal sealed class StreamAttempt
{
    private readonly StreamRequest _request;
    private readonly TaskCompletionSource<bool> _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _keptSent;
    private bool _sentUnkept;

    public StreamAttempt(StreamRequest request)
    {
        _request = request;
        Content = new AttemptContent(this);
    }

    public HttpContent Content { get; }

    /// <summary>True when another attempt took this one's place; false when this one was the last.</summary>
    public Task<bool> ReplacedAsync(CancellationToken cancellationToken) => _replaced.Task.WaitAsync(cancellationToken);

    /// <summary>True when another attempt took this one's place.</summary>
    public bool IsReplaced => _replaced.Task is { IsCompletedSuccessfully: true, Result: true };

    /// <summary>Completes when messages can be sent; is cancelled when that will not be.</summary>
    public Task OpenedAsync(CancellationToken cancellationToken) => _opened.Task.WaitAsync(cancellationToken);

    /// <summary>No other attempt will come.</summary>
    public void Commit() => _replaced.TrySetResult(false);

    /// <summary>Another attempt takes this one's place.</summary>
    public void Replace() => Stop(replaced: true);

    /// <summary>The call has ended.</summary>
    public void Close() => Stop(replaced: false);

    /// <summary>Sends a frame that is not kept; after <see cref="OpenedAsync"/>.</summary>
    public async ValueTask SendAsync(MessageBuffer frame, bool flush, CancellationToken cancellationToken)
    {
        Stream stream = await _opened.Task.ConfigureAwait(false);
        _sentUnkept = true;
        await frame.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
        if (flush) await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the kept frames that this attempt has not sent yet.</summary>
    public async ValueTask SendKeptAsync(bool flush, CancellationToken cancellationToken)
    {
        Stream stream = await _opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        await SendKeptAsync(stream, flush, cancellationToken).ConfigureAwait(false);
    }

    private void Stop(bool replaced)
    {
        _replaced.TrySetResult(replaced);
        _opened.TrySetCanceled();
    }

    // Only one at a time gets here: the content until it is open, the writer from then on.
    private async ValueTask SendKeptAsync(Stream stream, bool flush, CancellationToken cancellationToken)
    {
        if (!_request.TryEnter()) throw new OperationCanceledException("The call ended before its request was sent.");
        try
        {
            for (; _request.KeptAt(_keptSent) is { } frame; _keptSent++)
                await frame.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
            if (flush) await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _request.Leave();
        }
    }

    private async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (_opened.Task.IsCompletedSuccessfully) Restart();
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);       // the headers go out before the first message
        await SendKeptAsync(stream, flush: true, cancellationToken).ConfigureAwait(false);
        _opened.TrySetResult(stream);
        await _request.Completed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // A handler may send a content a second time, on another connection, when the server did not look at the first.
    private void Restart()
    {
        if (_sentUnkept || _keptSent > 0) throw new IOException("A stream of messages cannot be sent again once the first one has gone out.");
        _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class AttemptContent(StreamAttempt attempt) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            attempt.RunAsync(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            attempt.RunAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
