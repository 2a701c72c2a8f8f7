using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>The requests of a streaming call.</summary>
internal sealed class RequestStream<TRequest> : IClientStreamWriter<TRequest>
{
    private const int Idle = 0, Writing = 1, Completed = 2;

    private readonly ClientCall _call;
    private readonly StreamRequest _body;
    private readonly Marshaller<TRequest> _marshaller;
    private int _state;

    public RequestStream(ClientCall call, StreamRequest body, Marshaller<TRequest> marshaller)
    {
        _call = call;
        _body = body;
        _marshaller = marshaller;
        WriteOptions = call.Options.WriteOptions;
    }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        int state = Interlocked.CompareExchange(ref _state, Writing, Idle);
        if (state == Writing) throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        if (_call.IsEnded) throw AfterTheEnd(state);
        if (state == Completed) throw new InvalidOperationException("Request stream has already been completed.");
        try
        {
            using CancellationTokenRegistration cancel =
                cancellationToken.UnsafeRegister(static call => ((ClientCall)call!).Cancel(CancelCause.Token), _call);
            WriteFlags flags = WriteOptions?.Flags ?? default;
            ICompressionProvider? compression =
                flags.HasFlag(WriteFlags.NoCompress) ? null : _call.Channel.FindRequestedCompression(_call.Options.Headers);
            MessageBuffer frame = _body.EmptyFrame();
            MessageSerializer.Write(_marshaller, message, frame, compression, _call.Channel.MaxSendMessageSize);
            await _body.SendAsync(frame, flush: !flags.HasFlag(WriteFlags.BufferHint), _call.Cancelled).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw await _call.ToWriteExceptionAsync(e).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.CompareExchange(ref _state, Idle, Writing);
        }
    }

    public Task CompleteAsync()
    {
        int state = Interlocked.CompareExchange(ref _state, Completed, Idle);
        if (state == Writing)
            return Task.FromException(new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress."));
        _body.Complete();
        return Task.CompletedTask;
    }

    private Exception AfterTheEnd(int state)
    {
        if (state == Idle) Interlocked.CompareExchange(ref _state, Idle, Writing);
        return _call.GetStatus().StatusCode == StatusCode.OK
            ? new InvalidOperationException("Can't write the message because the call is complete.")
            : _call.ToException();
    }
}
