using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Core.Wire;

namespace Grpc.Net.Client.Internal;

/// <summary>A call with its messages: sends the request, repeats it where its rules say so, and reads the response.</summary>
internal sealed class ClientCall<TRequest, TResponse> : ClientCall
    where TRequest : class
    where TResponse : class
{
    private readonly Method<TRequest, TResponse> _method;
    private CancellationTokenRegistration _whenCancelled;
    private RequestBody? _request;
    private MessageReader? _reader;
    private Task<TResponse>? _single;
    private Task<bool>? _opened;

    public ClientCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, in CallOptions options)
        : base(channel, channel.EntryOf(method), host, options)
    {
        _method = method;
    }

    public AsyncUnaryCall<TResponse> StartUnary(TRequest request)
    {
        Start();
        Serialize(request);
        return new(_single = RunSingleAsync(), HeadersOf, StatusOf, TrailersOf, DisposeOf, this);
    }

    public AsyncServerStreamingCall<TResponse> StartServerStreaming(TRequest request)
    {
        Start();
        Serialize(request);
        return new(OpenResponses(), HeadersOf, StatusOf, TrailersOf, DisposeOf, this);
    }

    public AsyncClientStreamingCall<TRequest, TResponse> StartClientStreaming()
    {
        Start();
        RequestStream<TRequest> requests = OpenRequests();
        EndWhenCancelled();
        return new(requests, _single = RunSingleAsync(), HeadersOf, StatusOf, TrailersOf, DisposeOf, this);
    }

    public AsyncDuplexStreamingCall<TRequest, TResponse> StartDuplexStreaming()
    {
        Start();
        RequestStream<TRequest> requests = OpenRequests();
        return new(requests, OpenResponses(), HeadersOf, StatusOf, TrailersOf, DisposeOf, this);
    }

    /// <summary>The next response; null at the end of a call that went well. Otherwise throws what the call ended with.</summary>
    public async ValueTask<TResponse?> ReadAsync()
    {
        if (!IsEnded && await _opened!.ConfigureAwait(false))
        {
            try
            {
                _reader ??= await OpenBodyAsync().ConfigureAwait(false);
                if (await _reader.ReadAsync(_method.ResponseMarshaller, Cancelled).ConfigureAwait(false) is { } response) return response;
                EndWithTrailers();
            }
            catch (Exception e)
            {
                End(StatusOfFailure("Error reading next message.", e));
            }

            _reader?.Dispose();
        }

        return GetStatus().StatusCode == StatusCode.OK ? null : throw ToException();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _ = _single?.ContinueWith(
            static task => _ = task.Exception,      // who disposes a call need not await it
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <inheritdoc/>
    protected override Task Settling => (Task?)_single ?? _opened!;

    /// <inheritdoc/>
    protected override void OnEnded()
    {
        _whenCancelled.Unregister();
        _request?.Dispose();
        Response?.Dispose();
    }

    private void Serialize(TRequest request)
    {
        if (IsEnded) return;
        var single = new SingleRequest(Method.Retry is null ? null : Channel.RetryBuffer);
        _request = single;
        try
        {
            MessageSerializer.Write(
                _method.RequestMarshaller, request, single.Frame, Channel.CompressionOf(Options), Channel.MaxSendMessageSize);
        }
        catch (Exception e)
        {
            End(StatusOfFailure("The request could not be serialized.", e));
        }
    }

    private RequestStream<TRequest> OpenRequests()
    {
        var body = new StreamRequest(Method.Retry is null ? null : Channel.RetryBuffer);
        _request = body;
        if (IsEnded) body.Dispose();
        return new(this, body, _method.RequestMarshaller);
    }

    private ResponseStream<TRequest, TResponse> OpenResponses()
    {
        EndWhenCancelled();
        _opened = SendAsync().AsTask();
        return new(this);
    }

    // Between two reads or writes nothing awaits the call, so a cancellation has to end it by itself.
    private void EndWhenCancelled()
    {
        if (IsEnded) return;
        _whenCancelled = Cancelled.UnsafeRegister(static call => ((ClientCall<TRequest, TResponse>)call!).EndCancelled(), this);
        if (IsEnded) _whenCancelled.Unregister();
    }

    private void EndCancelled() => End(CancelledStatus(null));

    private async Task<TResponse> RunSingleAsync()
    {
        TResponse? response = null;
        try
        {
            if (await SendAsync().ConfigureAwait(false))
            {
                using MessageReader reader = await OpenBodyAsync().ConfigureAwait(false);
                response = await reader.ReadAsync(_method.ResponseMarshaller, Cancelled).ConfigureAwait(false);
                if (response is not null) await reader.ReadEndAsync(Cancelled).ConfigureAwait(false);
                EndWithTrailers(missingResponse: response is null);
            }
        }
        catch (Exception e)
        {
            End(StatusOfFailure("Error reading the response.", e));
        }

        return GetStatus().StatusCode == StatusCode.OK ? response! : throw ToException();
    }

    private void EndWithTrailers(bool missingResponse = false)
    {
        End(WithResponse(ResponseStatus.OfTrailers(Response!), missingResponse), Response!.TrailingHeaders);
    }

    // A call with one response cannot be OK without it.
    private Status WithResponse(Status status, bool isMissing) =>
        isMissing && status.StatusCode == StatusCode.OK && _method.Type is MethodType.Unary or MethodType.ClientStreaming
            ? new(StatusCode.Internal, "The call ended with OK but without its response.")
            : status;

    private async ValueTask<MessageReader> OpenBodyAsync()
    {
        Stream body = await Response!.Content.ReadAsStreamAsync(Cancelled).ConfigureAwait(false);
        return new(body, ResponseStatus.First(Response.Headers, HeaderNames.Encoding), Channel);
    }

    /// <summary>Waits before the next attempt. False when the call was cancelled meanwhile.</summary>
    private async ValueTask<bool> PauseAsync(TimeSpan pause, Status status)
    {
        Channel.Log.Repeating(Method.Name, pause.TotalMilliseconds, status.StatusCode, status.Detail);
        await Task.Delay(pause, Cancelled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !Cancelled.IsCancellationRequested;
    }

    /// <summary>Sends the request until a response with messages is there (true) or the call has ended (false).</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAsync()
    {
        var attempts = new Attempts(Channel, Method.Retry, Options.IsWaitForReady);
        StartTelemetry();
        while (!IsEnded)
        {
            HttpResponseMessage? response = null;
            Status status;
            Exception? failure = null;
            try
            {
                HttpRequestMessage message = RequestMessage.Create(this, _request!.CreateContent(), attempts.Made);
                if (Channel.HasCredentials(Options, Method.Name)) await RequestMessage.AddCredentialsAsync(this, message).ConfigureAwait(false);
                response = await Channel.SendAsync(message, Cancelled).ConfigureAwait(false);
                if (ResponseStatus.OfHeaders(response) is not { } ended)
                {
                    attempts.CountSuccess();
                    _request.Commit();
                    return TrySetResponse(response);
                }

                status = WithResponse(ended, isMissing: true);
            }
            catch (Exception e)
            {
                failure = e;
                status = StatusOfFailure("Error starting gRPC call.", e);
            }

            if (!Cancelled.IsCancellationRequested
                && attempts.ShallRepeat(status, response, failure, _request!, out TimeSpan pause)
                && await PauseAsync(pause, status).ConfigureAwait(false))
            {
                response?.Dispose();
                continue;
            }

            if (Cancelled.IsCancellationRequested) status = CancelledStatus(failure);
            if (response is null || TrySetResponse(response)) End(status, response?.Headers);
        }

        return false;
    }
}
