using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Grpc.Net.Compression;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>What a channel may be told. Sizes are in bytes.</summary>
public sealed class GrpcChannelOptions
{
    private TimeSpan? _maxReconnectBackoff = TimeSpan.FromSeconds(120);
    private TimeSpan _initialReconnectBackoff = TimeSpan.FromSeconds(1);

    /// <summary>Security and call credentials; null takes what the address says.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Largest message to send; null for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Largest message to receive; 4 MB unless set, null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Bound of <see cref="RetryPolicy.MaxAttempts"/>; 5 unless set.</summary>
    public int? MaxRetryAttempts { get; set; } = 5;

    /// <summary>Bytes kept for retries by all calls of the channel; 16 MB unless set. A call that finds no room is not retried.</summary>
    public long? MaxRetryBufferSize { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes kept for the retries of one call; 1 MB unless set.</summary>
    public long? MaxRetryBufferPerCallSize { get; set; } = 1024 * 1024;

    /// <summary>Compressions that are known; null for gzip and deflate.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    /// <summary>Where the channel logs to; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The HTTP client to use. Not together with <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>The HTTP handler to use; null for the channel's own <see cref="SocketsHttpHandler"/>.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>The channel disposes the handler or client that it was given.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>A cancelled or late call throws <see cref="OperationCanceledException"/> instead of <see cref="RpcException"/>.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Call credentials are sent in clear text too.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    /// <summary>Retries by method.</summary>
    public ServiceConfig? ServiceConfig { get; set; }

    /// <summary>A resolver's service config is ignored. There is no resolver with one yet.</summary>
    public bool DisableResolverServiceConfig { get; set; }

    /// <summary>Longest pause between attempts to connect; 2 minutes unless set, null for no bound.</summary>
    public TimeSpan? MaxReconnectBackoff
    {
        get => _maxReconnectBackoff;
        set => _maxReconnectBackoff = Positive(value, nameof(MaxReconnectBackoff));
    }

    /// <summary>Pause after the first failed attempt to connect; 1 second unless set. It grows by 1.6 each time, and varies by a fifth.</summary>
    public TimeSpan InitialReconnectBackoff
    {
        get => _initialReconnectBackoff;
        set => _initialReconnectBackoff = Positive(value, nameof(InitialReconnectBackoff)).Value;
    }

    /// <summary>Gives the logger factory where <see cref="LoggerFactory"/> is null.</summary>
    public IServiceProvider? ServiceProvider { get; set; }

    /// <summary>HTTP version of requests; 2.0 unless set.</summary>
    public Version? HttpVersion { get; set; }

    /// <summary>What to do where the server speaks another version; exactly the requested one unless set.</summary>
    public HttpVersionPolicy? HttpVersionPolicy { get; set; }

    [return: NotNullIfNotNull(nameof(value))]
    private static TimeSpan? Positive(TimeSpan? value, string name) => value <= TimeSpan.Zero
        ? throw new ArgumentException($"{name} is {value}; it must be above zero.")
        : value;
}
