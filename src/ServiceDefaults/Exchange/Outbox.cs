using System.Threading.Channels;
using Grpc.Core;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>Writes messages to a stream one after the other, for senders that do not wait for each other.</summary>
/// <remarks>Bounded: a peer that reads no more fills it, and the next message is refused instead of kept.</remarks>
public sealed class Outbox<T>(IAsyncStreamWriter<T> stream, int capacity = 256)
    where T : class
{
    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <summary>Queues a message.</summary>
    /// <param name="keep">what the message's bytes lie in; disposed when the message is written or given up</param>
    /// <returns>false when the peer is too far behind or the session has ended</returns>
    public bool TryPost(T message, IReadOnlyList<IDisposable>? keep = null)
    {
        var letter = new Letter(message, keep ?? []);
        if (_letters.Writer.TryWrite(letter))
            return true;
        letter.Dispose();
        return false;
    }

    /// <summary>Writes until <see cref="Close"/>, an error or the token.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (Letter letter in _letters.Reader.ReadAllAsync(cancel))
            {
                using (letter)
                    await stream.WriteAsync(letter.Message, cancel);
            }
        }
        finally
        {
            Close();
            while (_letters.Reader.TryRead(out Letter? letter))
                letter.Dispose();
        }
    }

    /// <summary>No further messages; those that are queued are still written.</summary>
    public void Close() => _letters.Writer.TryComplete();

    private sealed record Letter(T Message, IReadOnlyList<IDisposable> Keep) : IDisposable
    {
        public void Dispose()
        {
            foreach (IDisposable kept in Keep)
                kept.Dispose();
        }
    }
}
