namespace Grpc.Core;

/// <summary>Messages that come in, one at a time.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> brought.</summary>
    T Current { get; }

    /// <summary>Waits for the next message; false at the end of the stream. One reader at a time.</summary>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

/// <summary>Messages that go out, one at a time.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the next messages are written.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message; await it before the next one.</summary>
    Task WriteAsync(T message);

    /// <summary>Sends a message; a cancelled write ends the call. Writers that cannot be cancelled refuse a cancellable token.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("This stream writer cannot cancel a write.")
        : WriteAsync(message);
}

/// <summary>A client's requests.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no further request follows.</summary>
    Task CompleteAsync();
}

/// <summary>A server's responses.</summary>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
