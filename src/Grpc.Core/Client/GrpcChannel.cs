using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using Grpc.Core;
using Grpc.Core.Wire;
using Grpc.Net.Client.Internal;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>A channel over HTTP/2 to one server. Make it once and share it: calls run on it in parallel.</summary>
/// <remarks>Disposing it ends its calls with CANCELLED.</remarks>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private const int MaxCachedMethods = 1000;      // methods made on the fly must not fill the memory

    private readonly ConcurrentDictionary<IMethod, MethodEntry> _methods = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ICompressionProvider> _compressions;
    private readonly CancellationTokenSource _disposed = new();
    private readonly GrpcChannelOptions _options;
    private readonly ChannelAddress _address;
    private readonly Transport _transport;
    private readonly bool _sendsCredentials;

    private GrpcChannel(ChannelAddress address, ChannelCredentialsReader credentials, GrpcChannelOptions options)
        : base(address.Target)
    {
        _address = address;
        _options = options;
        CallCredentials = credentials.CallCredentials;
        _sendsCredentials = address.IsSecure || options.UnsafeUseInsecureChannelCallCredentials;
        _compressions = ((IEnumerable<ICompressionProvider>?)options.CompressionProviders ?? MessageCompression.Defaults)
            .ToDictionary(p => p.EncodingName, StringComparer.Ordinal);
        AcceptEncoding = string.Join(',', [HeaderNames.Identity, .. _compressions.Keys]);
        HttpVersion = options.HttpVersion ?? System.Net.HttpVersion.Version20;
        HttpVersionPolicy = options.HttpVersionPolicy ?? System.Net.Http.HttpVersionPolicy.RequestVersionExact;
        if (options.ServiceConfig is { } config)
        {
            RetryRules.Validate(config, options.MaxRetryAttempts);
            RetryThrottle = config.RetryThrottling is { } throttling ? new(throttling) : null;
        }

        RetryBuffer = new(options.MaxRetryBufferSize, options.MaxRetryBufferPerCallSize);
        var loggers = options.LoggerFactory ?? (ILoggerFactory?)options.ServiceProvider?.GetService(typeof(ILoggerFactory));
        Log = new((loggers ?? NullLoggerFactory.Instance).CreateLogger(typeof(GrpcChannel).FullName!));
        ServerAddress = address.EndPoint is DnsEndPoint dns ? dns.Host : address.EndPoint.ToString()!;
        ServerPort = address.EndPoint is DnsEndPoint ? address.Http.Port : null;
        Disposed = _disposed.Token;
        _transport = new(address, options, Log);
    }

    /// <summary>State of the connection.</summary>
    /// <exception cref="InvalidOperationException">The channel was given an HTTP client, or a handler that connects in its own way.</exception>
    public ConnectivityState State => _disposed.IsCancellationRequested ? ConnectivityState.Shutdown : Connector.State;

    internal int? MaxReceiveMessageSize => _options.MaxReceiveMessageSize;

    internal int? MaxSendMessageSize => _options.MaxSendMessageSize;

    internal bool ThrowOperationCanceledOnCancellation => _options.ThrowOperationCanceledOnCancellation;

    internal CallCredentials? CallCredentials { get; }

    internal string AcceptEncoding { get; }

    internal Version HttpVersion { get; }

    internal HttpVersionPolicy HttpVersionPolicy { get; }

    internal RetryThrottle? RetryThrottle { get; }

    internal RetryBuffer RetryBuffer { get; }

    internal ClientLog Log { get; }

    internal string ServerAddress { get; }

    /// <summary>Boxed once; every call's telemetry carries it.</summary>
    internal object? ServerPort { get; }

    /// <summary>Fires when the channel is disposed.</summary>
    internal CancellationToken Disposed { get; }

    private Connector Connector => _transport.Connector ?? throw new InvalidOperationException(
        "The channel does not make its connections itself: it was given an HttpClient, a handler that is no SocketsHttpHandler, or one with a ConnectCallback or a proxy.");

    /// <summary>Makes a channel with default options.</summary>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel.</summary>
    /// <param name="address">http://host:port, https://host:port, unix:///path or dns:///host:port.</param>
    /// <param name="channelOptions">Options.</param>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ForAddress(new Uri(address), channelOptions);
    }

    /// <summary>Makes a channel with default options.</summary>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>Makes a channel.</summary>
    /// <param name="address">http://host:port, https://host:port, unix:///path or dns:///host:port.</param>
    /// <param name="channelOptions">Options.</param>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        var credentials = new ChannelCredentialsReader(channelOptions.Credentials);
        return new(ChannelAddress.Parse(address, credentials.IsSecure), credentials, channelOptions);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Connects now instead of at the first call. Goes on trying until there is a connection or the token fires.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return Connector.ConnectAsync(cancellationToken);
    }

    /// <summary>Waits until <see cref="State"/> differs from the one seen last.</summary>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        return Connector.WaitForChangeAsync(lastObservedState, cancellationToken);
    }

    /// <summary>Closes the channel and ends its calls.</summary>
    public void Dispose()
    {
        if (_disposed.IsCancellationRequested) return;
        _disposed.Cancel();
        _transport.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    internal MethodEntry EntryOf(IMethod method)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        if (_methods.TryGetValue(method, out MethodEntry? entry)) return entry;
        entry = new(method, new(AddressOf(method.FullName[1..])), RetryRules.Of(method, _options.ServiceConfig, _options.MaxRetryAttempts));
        if (_methods.Count < MaxCachedMethods) _methods.TryAdd(method, entry);
        return entry;
    }

    /// <summary>The channel's address followed by a path.</summary>
    internal string AddressOf(string path) => _address.Http.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + path;

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _transport.SendAsync(request, cancellationToken);

    /// <summary>Time left until a deadline; not positive when it has passed.</summary>
    internal static TimeSpan TimeLeft(DateTime deadline)
    {
        if (deadline.Kind != DateTimeKind.Utc && deadline != DateTime.MaxValue && deadline != DateTime.MinValue)
            throw new InvalidOperationException("Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
        return deadline - DateTime.UtcNow;
    }

    /// <summary>Pause of a call that waits for a connection.</summary>
    internal TimeSpan ReconnectPause(int failures)
    {
        if (_transport.Connector is { } connector) return connector.Pause + TimeSpan.FromMilliseconds(1);
        double ms = _options.InitialReconnectBackoff.TotalMilliseconds * Math.Pow(1.6, Math.Min(failures - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(ms, (_options.MaxReconnectBackoff ?? TimeSpan.MaxValue).TotalMilliseconds));
    }

    internal ICompressionProvider? FindCompression(string name) => _compressions.GetValueOrDefault(name);

    /// <summary>The compression that a call's headers ask for; null when they ask for none.</summary>
    internal ICompressionProvider? FindRequestedCompression(Metadata? headers)
    {
        string? name = headers is { Count: > 0 } ? headers.GetValue(Metadata.CompressionRequestKey) : null;
        if (name is null or HeaderNames.Identity) return null;
        return FindCompression(name)
            ?? throw new RpcException(new(StatusCode.Internal, $"The channel has no compression named '{name}'; it has {AcceptEncoding}."));
    }

    /// <summary>The compression of a single request.</summary>
    internal ICompressionProvider? CompressionOf(in CallOptions options) =>
        options.WriteOptions is { } write && write.Flags.HasFlag(WriteFlags.NoCompress) ? null : FindRequestedCompression(options.Headers);

    /// <summary>True when the call has credentials to send. In clear text they are not sent unless that was allowed.</summary>
    internal bool HasCredentials(in CallOptions options, string method)
    {
        if (options.Credentials is null && CallCredentials is null) return false;
        if (!_sendsCredentials) Log.CredentialsNotSent(method);
        return _sendsCredentials;
    }
}
