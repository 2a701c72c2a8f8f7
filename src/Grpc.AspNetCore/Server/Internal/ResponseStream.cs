using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A handler's way to stream responses. A write ends when the response's buffers have room again.</summary>
internal sealed class ResponseStream<T>(ServerCall call, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        call.ThrowIfCancelled();
        call.BeginWrite();
        try
        {
            await call.Responses.WriteAsync(marshaller, message, WriteOptions);
            if (((WriteOptions ?? call.WriteOptions)?.Flags & WriteFlags.BufferHint) != WriteFlags.BufferHint)
                await call.Responses.FlushAsync(cancellationToken);
        }
        finally
        {
            call.EndWrite();
        }
    }
}
