using System.Collections.Concurrent;
using Fuse3D.ServiceDefaults.Frames;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>The branch's side of an Exchange stream: greets, hands each frame's messages to its own task, and clears up when the stream ends.</summary>
public sealed partial class BranchSession(SharedMemoryOptions options, FrameMetrics metrics, DrainState drain, ILogger<BranchSession> log)
{
    private const int MaxFrames = 64;   // of one session at a time

    /// <param name="about">what the branch is: the hello's branch part</param>
    /// <param name="answer">runs one frame from its first request to its last reply</param>
    public async Task RunAsync(
        Action<Hello> about, IAsyncStreamReader<ExchangeRequest> requests, IServerStreamWriter<ExchangeReply> replies, Func<BranchFrame, Task> answer,
        CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var link = new TensorLink(options, metrics);
        var session = new Session(link, new Outbox<ExchangeReply>(replies), answer, ending.Token);
        Task writing = session.Outbox.RunAsync(ending.Token);
        using CancellationTokenRegistration draining = drain.Refusing.Register(() => _ = EndWhenIdle(session, ending));
        try
        {
            await Greet(session, about, requests, ending.Token);
            while (await requests.MoveNext(ending.Token))
                Route(session, requests.Current);
        }
        catch (Exception) when (drain.Refusing.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new RpcException(new(StatusCode.Unavailable, "the service is shutting down"));
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(session.Frames.Values.Select(frame => frame.Running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Frames that are on their way still need the stream.
    private static async Task EndWhenIdle(Session session, CancellationTokenSource ending)
    {
        while (!session.Frames.IsEmpty && !session.Cancel.IsCancellationRequested)
            await Task.Delay(20, session.Cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!session.Cancel.IsCancellationRequested)
            await ending.CancelAsync();
    }

    private async Task Greet(Session session, Action<Hello> about, IAsyncStreamReader<ExchangeRequest> requests, CancellationToken cancel)
    {
        if (!await requests.MoveNext(cancel) || requests.Current.Hello is not { } theirs)
            throw new RpcException(new(StatusCode.FailedPrecondition, "a session starts with a hello"));
        RingVerdict verdict;
        try
        {
            verdict = session.Link.Try(theirs);
        }
        catch (ExchangeProtocolException e)
        {
            throw new RpcException(new(StatusCode.FailedPrecondition, e.Message));
        }

        Hello hello = session.Link.SayHello();
        about(hello);
        session.Outbox.TryPost(new() { Hello = hello });
        session.Outbox.TryPost(new() { Verdict = verdict });
        LogOpened(verdict.Transport, verdict.Reason);
    }

    private void Route(Session session, ExchangeRequest request)
    {
        switch (request.BodyCase)
        {
            case ExchangeRequest.BodyOneofCase.Verdict:
                session.Link.Conclude(request.Verdict);
                break;
            case ExchangeRequest.BodyOneofCase.Release:
                session.Link.Release(request.Release);
                break;
            case ExchangeRequest.BodyOneofCase.End:
                if (session.Frames.TryGetValue(request.Frame, out BranchFrame? ended))
                    ended.End();
                break;
            default:
                Deliver(session, request);
                break;
        }
    }

    private void Deliver(Session session, ExchangeRequest request)
    {
        bool begins = request.BodyCase is ExchangeRequest.BodyOneofCase.PointBegin or ExchangeRequest.BodyOneofCase.ImageBegin;
        if (begins && (drain.Refusing.IsCancellationRequested || session.Frames.Count >= MaxFrames))
            session.Outbox.TryPost(new() { Frame = request.Frame, Error = (drain.Refusing.IsCancellationRequested ? Draining : TooMany).ToWire() });
        else if (begins && !session.Frames.ContainsKey(request.Frame))
            Start(session, new BranchFrame(request.Frame, session.Link, session.Outbox, session.Cancel));

        if (!session.Frames.TryGetValue(request.Frame, out BranchFrame? frame) || !frame.TryDeliver(request))
            session.Outbox.TryPost(new() { Release = SlotsOf.Unread(request) });   // the frame has ended meanwhile
    }

    private void Start(Session session, BranchFrame frame)
    {
        session.Frames[frame.Number] = frame;
        frame.Running = Task.Run(() => Run(session, frame));
    }

    private async Task Run(Session session, BranchFrame frame)
    {
        try
        {
            await session.Answer(frame);
        }
        catch (OperationCanceledException) when (frame.Cancel.IsCancellationRequested)
        {
            // The caller ended the frame: nobody waits for an answer.
        }
        catch (Exception e)
        {
            FrameFailure failure = e is ExchangeProtocolException ? new(StatusCode.FailedPrecondition, e.Message) : FrameFailure.Of(e);
            if (failure.IsInternal)
                LogFailure(e, frame.Number);
            session.Outbox.TryPost(new() { Frame = frame.Number, Error = failure.ToWire() });
        }
        finally
        {
            session.Frames.TryRemove(frame.Number, out _);
            frame.Dispose();
        }
    }

    private static readonly FrameFailure Draining = new(StatusCode.Unavailable, "the service is shutting down");
    private static readonly FrameFailure TooMany = new(StatusCode.ResourceExhausted, $"a session has at most {MaxFrames} frames at a time");

    [LoggerMessage(LogLevel.Information, "Session opened, tensors come by {Transport} {Reason}")]
    private partial void LogOpened(Transport transport, string reason);

    [LoggerMessage(LogLevel.Error, "Frame {Number} of a session failed")]
    private partial void LogFailure(Exception cause, ulong number);

    private sealed record Session(TensorLink Link, Outbox<ExchangeReply> Outbox, Func<BranchFrame, Task> Answer, CancellationToken Cancel)
    {
        public ConcurrentDictionary<ulong, BranchFrame> Frames { get; } = new();
    }
}
