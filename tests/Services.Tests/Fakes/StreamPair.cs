using System.Threading.Channels;
using Grpc.Core;

namespace Fuse3D.Services.Tests.Fakes;

/// <summary>A duplex call without a network: what the client writes the server reads, and the other way round.</summary>
/// <remarks>Messages are serialised and parsed again, as on the wire.</remarks>
internal sealed class StreamPair<TRequest, TReply>
    where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
    where TReply : class, Google.Protobuf.IMessage<TReply>, new()
{
    private readonly Pipe<TRequest> _up = new();
    private readonly Pipe<TReply> _down = new();

    public IAsyncStreamReader<TRequest> ServerRequests => _up;

    public IServerStreamWriter<TReply> ServerReplies => _down;

    public AsyncDuplexStreamingCall<TRequest, TReply> ClientCall() =>
        new(_up, _down, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], Break);

    /// <summary>What both sides see when the connection is gone.</summary>
    public void Break()
    {
        _up.Break();
        _down.Break();
    }

    public void CompleteReplies() => _down.Complete();

    private sealed class Pipe<T> : IAsyncStreamReader<T>, IClientStreamWriter<T>, IServerStreamWriter<T>
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        private readonly Channel<byte[]> _bytes = Channel.CreateUnbounded<byte[]>();

        public T Current { get; private set; } = new();

        public WriteOptions? WriteOptions { get; set; }

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await _bytes.Reader.WaitToReadAsync(cancellationToken) || !_bytes.Reader.TryRead(out byte[]? bytes))
                return false;
            Current = new();
            Google.Protobuf.MessageExtensions.MergeFrom(Current, bytes);
            return true;
        }

        public Task WriteAsync(T message) => _bytes.Writer.WriteAsync(Google.Protobuf.MessageExtensions.ToByteArray(message)).AsTask();

        public Task WriteAsync(T message, CancellationToken cancellationToken) => WriteAsync(message);

        public Task CompleteAsync()
        {
            Complete();
            return Task.CompletedTask;
        }

        public void Complete() => _bytes.Writer.TryComplete();

        public void Break() => _bytes.Writer.TryComplete(new RpcException(new(StatusCode.Unavailable, "the connection is gone")));
    }
}
