using System.Net.Sockets;

namespace Grpc.Net.Client.Internal;

/// <summary>Sends HTTP requests for a channel, over its own handler or the one that it was given.</summary>
internal sealed class Transport : IDisposable
{
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromMinutes(5);

    private readonly HttpClient? _client;
    private readonly HttpMessageInvoker _invoker;
    private readonly bool _owned;

    public Transport(ChannelAddress address, GrpcChannelOptions options, ClientLog log)
    {
        if (options.HttpClient is not null && options.HttpHandler is not null)
            throw new ArgumentException("HttpClient and HttpHandler have been configured. Only one HTTP caller can be specified.");
        bool unix = address.EndPoint is UnixDomainSocketEndPoint;
        if (unix && options.HttpHandler is not null and not SocketsHttpHandler || unix && options.HttpClient is not null)
            throw new InvalidOperationException($"Address '{address.Target}' needs a SocketsHttpHandler or none; dial the socket in your own handler.");
        _owned = options.DisposeHttpClient || options is { HttpClient: null, HttpHandler: null };
        _client = options.HttpClient;
        if (_client is not null)
        {
            _invoker = _client;
            return;
        }

        HttpMessageHandler handler = options.HttpHandler ?? CreateHandler();
        if (handler is SocketsHttpHandler { ConnectCallback: null } sockets && (unix || !HasProxy(sockets, address.Http)))
            Connector = TryConnectBy(sockets, new Connector(address.EndPoint, options, log));
        if (unix && Connector is null && handler is SocketsHttpHandler { ConnectCallback: null })
            throw new InvalidOperationException($"Address '{address.Target}': the handler is in use already; give the channel a fresh one.");
        _invoker = new(handler, disposeHandler: false);
        Handler = handler;
    }

    /// <summary>Makes the connections; null when the handler makes them in a way of its own.</summary>
    public Connector? Connector { get; }

    private HttpMessageHandler? Handler { get; }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _client is null
        ? _invoker.SendAsync(request, cancellationToken)
        : _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public void Dispose()
    {
        Connector?.Dispose();
        if (!_owned) return;
        _invoker.Dispose();
        Handler?.Dispose();
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,      // past the server's streams per connection another one is opened
        PooledConnectionIdleTimeout = s_idleTimeout,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };

    private static bool HasProxy(SocketsHttpHandler handler, Uri address) =>
        handler.UseProxy && (handler.Proxy ?? HttpClient.DefaultProxy).GetProxy(address) is { } proxy && proxy != address;

    // A handler that has sent a request, for another channel perhaps, takes no callback any more.
    private static Connector? TryConnectBy(SocketsHttpHandler handler, Connector connector)
    {
        try
        {
            handler.ConnectCallback = connector.OpenAsync;
            return connector;
        }
        catch (InvalidOperationException)
        {
            connector.Dispose();
            return null;
        }
    }
}
