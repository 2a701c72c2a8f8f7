using System.Net;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>A request of one message, serialized before the call is sent.</summary>
/// <remarks>The handler may still send when the call has ended already, so the memory is counted: it goes back with its last user.</remarks>
/// <param name="retryBuffer">Counts what is kept for retries; null when the call is not retried.</param>
internal sealed class SingleRequest(RetryBuffer? retryBuffer) : RequestBody
{
    private long _taken;
    private int _users = 1;

    /// <summary>The message's frame.</summary>
    public MessageBuffer Frame { get; } = new();

    public override bool CanRepeat
    {
        get
        {
            if (_taken > 0) return true;
            if (retryBuffer is null || !retryBuffer.TryTake(Frame.Length, 0)) return false;
            _taken = Frame.Length;
            return true;
        }
    }

    public override HttpContent CreateContent() => new FrameContent(this);

    public override void Commit()
    {
    }

    public override void Dispose()
    {
        if (_taken > 0) retryBuffer!.GiveBack(_taken);
        Leave();
    }

    private bool TryEnter()
    {
        for (int users = Volatile.Read(ref _users); users > 0;)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users) return true;
            users = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0) Frame.Clear();
    }

    private sealed class FrameContent(SingleRequest request) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            if (!request.TryEnter()) throw new OperationCanceledException("The call ended before its request was sent.");
            try
            {
                await request.Frame.WriteToAsync(stream, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                request.Leave();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
