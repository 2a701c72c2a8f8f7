using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A handler's view of the requests that a caller streams.</summary>
internal sealed class RequestStream<T>(ServerCall call, Marshaller<T> marshaller) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;
    private int _reading;

    public T Current => _current ?? throw new InvalidOperationException("There is no current request: await MoveNext, and stop when it is false.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            throw new InvalidOperationException("The previous read is still in progress; await it before the next.");
        try
        {
            call.ThrowIfCancelled();
            _current = await call.Requests.ReadAsync(marshaller, cancellationToken);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
