using System.Runtime.CompilerServices;
using Fuse3D.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Client;

/// <summary>Calls one of the detector services. Thread-safe; keep one per server and dispose it at the end.</summary>
public sealed class DetectorClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly DetectorClientOptions _options;
    private readonly IDetectorCalls _calls;

    private DetectorClient(Uri address, DetectorClientOptions? options, Func<ChannelBase, IDetectorCalls> calls)
    {
        _options = options ?? new();
        _options.Validate();
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = _options.MaxMessageBytes,
            MaxSendMessageSize = _options.MaxMessageBytes,
        });
        _calls = calls(_channel);
    }

    /// <summary>Points and pictures together.</summary>
    public static DetectorClient ForFusion(Uri address, DetectorClientOptions? options = null) =>
        new(address, options, channel => new FusionCalls(new(channel)));

    /// <summary>Points alone.</summary>
    public static DetectorClient ForPoints(Uri address, DetectorClientOptions? options = null) =>
        new(address, options, channel => new PointCalls(new(channel)));

    /// <summary>Pictures alone.</summary>
    public static DetectorClient ForImages(Uri address, DetectorClientOptions? options = null) =>
        new(address, options, channel => new ImageCalls(new(channel)));

    /// <summary>What the service runs, and how its branches are.</summary>
    public async Task<GetInfoReply> GetInfoAsync(CancellationToken cancel = default) =>
        await _calls.GetInfo(new(), Unary(cancel));

    /// <summary>One frame.</summary>
    /// <exception cref="RpcException">the service's status: a bad frame gives INVALID_ARGUMENT and names the field</exception>
    public async Task<DetectReply> DetectAsync(DetectRequest frame, CancellationToken cancel = default) =>
        await _calls.Detect(frame, Unary(cancel));

    /// <summary>Frame after frame; answers come in the order of the frames. A bad frame is answered with its own status.</summary>
    /// <remarks>
    /// The source runs at most <see cref="DetectorClientOptions.MaxInFlight"/> frames ahead of the answers. What the source throws
    /// surfaces here. No answer for longer than the timeout while a frame is on its way ends the stream with DEADLINE_EXCEEDED.
    /// </remarks>
    public async IAsyncEnumerable<DetectReply> DetectStreamAsync(
        IAsyncEnumerable<DetectRequest> frames, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using AsyncDuplexStreamingCall<DetectRequest, DetectReply> call =
            _calls.DetectStream(new CallOptions(cancellationToken: stop.Token).WithWaitForReady(_options.WaitForReady));
        using InFlight inFlight = new(_options.MaxInFlight);
        Task sending = SendAsync(call, frames, inFlight, stop.Token);
        try
        {
            while (await NextAsync(call.ResponseStream, sending, inFlight, stop.Token))
            {
                DetectReply reply = call.ResponseStream.Current;
                inFlight.Answered(1 + (int)reply.DroppedBefore);
                yield return reply;
            }

            await sending;
        }
        finally
        {
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _channel.Dispose();

    private CallOptions Unary(CancellationToken cancel) =>
        new CallOptions(deadline: DateTime.UtcNow + _options.Timeout, cancellationToken: cancel).WithWaitForReady(_options.WaitForReady);

    /// <summary>Fails only as the source fails: when the call is over, the reading side has its status.</summary>
    private static async Task SendAsync(
        AsyncDuplexStreamingCall<DetectRequest, DetectReply> call, IAsyncEnumerable<DetectRequest> frames, InFlight inFlight, CancellationToken cancel)
    {
        await foreach (DetectRequest frame in frames.WithCancellation(cancel))
        {
            await inFlight.EnterAsync(cancel);
            if (!await TryAsync(() => call.RequestStream.WriteAsync(frame, cancel)))
                return;
        }

        await TryAsync(call.RequestStream.CompleteAsync);
    }

    private static async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Waits for an answer, for the source's failure, or for the timeout, whichever is first.</summary>
    private async Task<bool> NextAsync(IAsyncStreamReader<DetectReply> replies, Task sending, InFlight inFlight, CancellationToken cancel)
    {
        Task<bool> next = replies.MoveNext(cancel);
        while (!next.IsCompleted)
        {
            Task pause = Task.Delay(_options.Timeout / 4, cancel);
            await (sending.IsCompleted ? Task.WhenAny(next, pause) : Task.WhenAny(next, sending, pause));
            if (sending.IsFaulted)
                await sending;
            if (inFlight.Waiting > _options.Timeout)
                throw new RpcException(new(StatusCode.DeadlineExceeded, $"no answer within {_options.Timeout.TotalSeconds:0.#} s"));
            cancel.ThrowIfCancellationRequested();
        }

        return await next;
    }
}
