namespace Grpc.Core;

/// <summary>A call as its handler sees it. The public members forward to the <c>Core</c> ones, which tests may override.</summary>
public abstract class ServerCallContext
{
    private Dictionary<object, object>? _userState;

    /// <summary>Full name of the method: "/service/method".</summary>
    public string Method => MethodCore;

    /// <summary>The host that the caller named.</summary>
    public string Host => HostCore;

    /// <summary>The caller's address, for example "ipv4:127.0.0.1:5555".</summary>
    public string Peer => PeerCore;

    /// <summary>When the call ends by itself (UTC); <see cref="DateTime.MaxValue"/> when the caller set none.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>What the caller sent as headers.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Fires when the caller hung up or its deadline passed.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Sent after the last message.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>The status the call ends with when the handler returns.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>How responses are written.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>Who the caller is.</summary>
    public AuthContext AuthContext => AuthContextCore;

    /// <summary>Room for interceptors and handlers to pass things along with the call.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    /// <summary>Method of the call.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>Host of the call.</summary>
    protected abstract string HostCore { get; }

    /// <summary>Peer of the call.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>Deadline of the call.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>Headers of the call.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Token of the call.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Trailers of the call.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>Status of the call.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>Write options of the call.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Caller's identity.</summary>
    protected abstract AuthContext AuthContextCore { get; }

    /// <summary>Things passed along with the call.</summary>
    protected virtual IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>Sends the response's headers now; later they go with the first message. Once per call.</summary>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>A token that makes a call of this handler end with this call.</summary>
    public ContextPropagationToken CreatePropagationToken(ContextPropagationOptions? options = null) => CreatePropagationTokenCore(options);

    /// <summary>Sends the response's headers.</summary>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>Makes a propagation token.</summary>
    protected abstract ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options);
}
