namespace Grpc.Core;

/// <summary>What a caller may choose for one call.</summary>
public struct CallOptions
{
    /// <param name="headers">Sent with the request.</param>
    /// <param name="deadline">When the call ends by itself, UTC; null for never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="writeOptions">How requests are written.</param>
    /// <param name="propagationToken">Of the call whose handler makes this one.</param>
    /// <param name="credentials">Of this call.</param>
    public CallOptions(
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default,
        WriteOptions? writeOptions = null,
        ContextPropagationToken? propagationToken = null,
        CallCredentials? credentials = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        PropagationToken = propagationToken;
        Credentials = credentials;
    }

    /// <summary>Sent with the request.</summary>
    public Metadata? Headers { get; private set; }

    /// <summary>When the call ends by itself, UTC.</summary>
    public DateTime? Deadline { get; private set; }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>How requests are written.</summary>
    public WriteOptions? WriteOptions { get; private set; }

    /// <summary>Of the call whose handler makes this one.</summary>
    public ContextPropagationToken? PropagationToken { get; private set; }

    /// <summary>Of this call.</summary>
    public CallCredentials? Credentials { get; private set; }

    /// <summary>The call waits for a connection instead of failing while the server is away.</summary>
    public bool IsWaitForReady { get; private set; }

    /// <summary>A copy with other headers.</summary>
    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>A copy with another deadline.</summary>
    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>A copy with another token.</summary>
    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) =>
        this with { CancellationToken = cancellationToken };

    /// <summary>A copy with other write options.</summary>
    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>A copy with another propagation token.</summary>
    public readonly CallOptions WithPropagationToken(ContextPropagationToken propagationToken) =>
        this with { PropagationToken = propagationToken };

    /// <summary>A copy with other credentials.</summary>
    public readonly CallOptions WithCredentials(CallCredentials credentials) => this with { Credentials = credentials };

    /// <summary>A copy that waits, or does not wait, for a connection.</summary>
    public readonly CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };
}
