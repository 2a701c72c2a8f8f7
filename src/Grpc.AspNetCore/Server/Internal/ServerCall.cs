using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>One call: what its handler sees of it. How it ends is in the other part of this class.</summary>
internal sealed partial class ServerCall : ServerCallContext, IServerCallContextFeature, IDisposable
{
    /// <summary>Where a call's user state holds its HttpContext, for contexts that wrap this one.</summary>
    public const string HttpContextKey = "__HttpContext";

    private readonly MethodRuntime _method;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private AuthContext? _authContext;
    private string? _peer;

    public ServerCall(HttpContext http, MethodRuntime method)
    {
        HttpContext = http;
        _method = method;
        Requests = new(this);
        Responses = new(this);
    }

    public HttpContext HttpContext { get; }

    public RequestFrames Requests { get; }

    public ResponseFrames Responses { get; }

    public MethodOptions Options => _method.Options;

    ServerCallContext IServerCallContextFeature.ServerCallContext => this;

    protected override string MethodCore => _method.FullName;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    protected override string PeerCore => _peer ??= Callers.Address(HttpContext.Connection);

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= HeaderMetadata.Read(HttpContext.Request.Headers);

    protected override CancellationToken CancellationTokenCore => Cancellation();

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= Callers.Identity(HttpContext.Connection);

    // The request's own, so that middleware and handlers share it.
    protected override IDictionary<object, object> UserStateCore => HttpContext.Items!;

    /// <summary>Writes the one response of a call that does not stream them; it leaves together with the status.</summary>
    public async ValueTask RespondAsync<T>(Marshaller<T> marshaller, T response)
        where T : class
    {
        if (Status.StatusCode != StatusCode.OK)
            return;
        if (response is null)
            throw new RpcException(new Status(StatusCode.Internal, $"{Method} returned no message"));
        BeginWrite();
        try
        {
            await Responses.WriteAsync(marshaller, response, options: null);
        }
        finally
        {
            EndWrite();
        }
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        BeginWrite();
        try
        {
            if (HttpContext.Response.HasStarted)
                throw new InvalidOperationException("The response's headers are already sent; write them before the first message.");
            HeaderMetadata.Write(responseHeaders, HttpContext.Response.Headers);
            Responses.ChooseEncoding(responseHeaders.GetValue(Metadata.CompressionRequestKey));
            await Responses.FlushAsync(CancellationToken.None);
        }
        finally
        {
            EndWrite();
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Pass the call's Deadline and CancellationToken on in CallOptions instead of a propagation token.");
}
