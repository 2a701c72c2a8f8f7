using System.Runtime.CompilerServices;
using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Client;

/// <summary>Sends frames through one call while answers come back, and looks after both sides' ends.</summary>
internal static class FrameStream
{
    /// <summary>Frame after frame; answers come in the order of the frames.</summary>
    /// <param name="open">starts the call</param>
    public static async IAsyncEnumerable<TReply> RunAsync<TRequest, TReply>(
        Func<CallOptions, AsyncDuplexStreamingCall<TRequest, TReply>> open, IAsyncEnumerable<TRequest> frames, DetectorClientOptions options,
        [EnumeratorCancellation] CancellationToken cancel)
        where TRequest : class
        where TReply : class, IFrameReply
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using AsyncDuplexStreamingCall<TRequest, TReply> call = open(new CallOptions(cancellationToken: stop.Token).WithWaitForReady(options.WaitForReady));
        using InFlight inFlight = new(options.MaxInFlight);
        Task sending = SendAsync(call.RequestStream, frames, inFlight, stop.Token);
        try
        {
            while (await NextAsync(call.ResponseStream, sending, inFlight, options.Timeout, stop.Token))
            {
                TReply reply = call.ResponseStream.Current;
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

    /// <summary>Fails only as the source fails: when the call is over, the reading side has its status.</summary>
    private static async Task SendAsync<TRequest>(
        IClientStreamWriter<TRequest> requests, IAsyncEnumerable<TRequest> frames, InFlight inFlight, CancellationToken cancel)
    {
        await foreach (TRequest frame in frames.WithCancellation(cancel))
        {
            await inFlight.EnterAsync(cancel);
            if (!await TryAsync(() => requests.WriteAsync(frame, cancel)))
                return;
        }

        await TryAsync(requests.CompleteAsync);
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
    private static async Task<bool> NextAsync<TReply>(
        IAsyncStreamReader<TReply> replies, Task sending, InFlight inFlight, TimeSpan timeout, CancellationToken cancel)
    {
        Task<bool> next = replies.MoveNext(cancel);
        while (!next.IsCompleted)
        {
            Task pause = Task.Delay(timeout / 4, cancel);
            await (sending.IsCompleted ? Task.WhenAny(next, pause) : Task.WhenAny(next, sending, pause));
            if (sending.IsFaulted)
                await sending;
            if (inFlight.Waiting > timeout)
                throw new RpcException(new(StatusCode.DeadlineExceeded, $"no answer within {timeout.TotalSeconds:0.#} s"));
            cancel.ThrowIfCancellationRequested();
        }

        return await next;
    }
}
