using System.Threading.Channels;
using Fuse3D.ServiceDefaults.Hosting;
using Fuse3D.ServiceDefaults.Metrics;
using Fuse3D.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Fuse3D.ServiceDefaults.Frames;

/// <summary>Answers one frame; throws what <see cref="FrameFailure"/> knows.</summary>
public delegate Task<TReply> FrameAnswer<in TRequest, TReply>(TRequest request, FrameStages stages);

/// <summary>Answers frames: one of a unary call, or one after the other of a stream. The same for every service.</summary>
public sealed partial class FrameStreams(DrainState drain, FrameMetrics metrics, TimeProvider clock, ILogger<FrameStreams> log)
{
    /// <summary>One frame; a bad one ends the call.</summary>
    public async Task<TReply> AnswerAsync<TRequest, TReply>(TRequest request, FrameAnswer<TRequest, TReply> answer, ServerCallContext context)
        where TRequest : class, IFrameRequest
        where TReply : class, IFrameReply, new()
    {
        var stages = new FrameStages(context.Deadline, context.CancellationToken);
        try
        {
            return Finished(await answer(request, stages), request, stages);
        }
        catch (Exception e)
        {
            metrics.Answered("", FrameFailure.Of(e).Code.ToString(), stages.Elapsed);   // the name in the request may be anything
            throw;
        }
    }

    /// <summary>Answers each frame in order. A bad frame gets a reply with its status, and the stream goes on.</summary>
    public async Task RunAsync<TRequest, TReply>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TReply> replies, FrameAnswer<TRequest, TReply> answer, ServerCallContext context)
        where TRequest : class, IFrameRequest
        where TReply : class, IFrameReply, new()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Refusing);
        try
        {
            if (!await requests.MoveNext(ending.Token))
                return;
            if (requests.Current.Stream?.Policy == StreamPolicy.LatestOnly)
                await AnswerLatest(requests, replies, answer, context, ending);
            else
                await AnswerAll(requests, replies, answer, context, ending.Token);
        }
        catch (Exception e) when (drain.Refusing.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested && EndedByDrain(e))
        {
            throw new RpcException(new(StatusCode.Unavailable, "the service is shutting down; open the stream again elsewhere"));
        }
    }

    private async Task AnswerAll<TRequest, TReply>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TReply> replies, FrameAnswer<TRequest, TReply> answer, ServerCallContext context,
        CancellationToken ending)
        where TRequest : class, IFrameRequest
        where TReply : class, IFrameReply, new()
    {
        do
        {
            await replies.WriteAsync(await TryAnswer(requests.Current, answer, context), context.CancellationToken);
        }
        while (await requests.MoveNext(ending));
    }

    // Reading and answering run side by side; what waits between them is one frame, the newest.
    private async Task AnswerLatest<TRequest, TReply>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TReply> replies, FrameAnswer<TRequest, TReply> answer, ServerCallContext context,
        CancellationTokenSource ending)
        where TRequest : class, IFrameRequest
        where TReply : class, IFrameReply, new()
    {
        ulong dropped = 0;
        var newest = Channel.CreateBounded<TRequest>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest }, _ =>
        {
            Interlocked.Increment(ref dropped);
            metrics.Dropped("stale");
        });
        Task reading = ReadInto(newest.Writer, requests, ending.Token);
        try
        {
            await foreach (TRequest request in newest.Reader.ReadAllAsync(context.CancellationToken))
            {
                ulong before = Interlocked.Exchange(ref dropped, 0);
                TReply reply = await TryAnswer(request, answer, context);
                reply.DroppedBefore = before;
                await replies.WriteAsync(reply, context.CancellationToken);
            }
        }
        catch
        {
            await ending.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await reading;
    }

    private static async Task ReadInto<TRequest>(ChannelWriter<TRequest> newest, IAsyncStreamReader<TRequest> requests, CancellationToken ending)
    {
        try
        {
            do
                await newest.WriteAsync(requests.Current, ending);
            while (await requests.MoveNext(ending));
        }
        finally
        {
            newest.Complete();
        }
    }

    private async Task<TReply> TryAnswer<TRequest, TReply>(TRequest request, FrameAnswer<TRequest, TReply> answer, ServerCallContext context)
        where TRequest : class, IFrameRequest
        where TReply : class, IFrameReply, new()
    {
        var stages = new FrameStages(context.Deadline, context.CancellationToken);
        try
        {
            return Finished(await answer(request, stages), request, stages);
        }
        catch (Exception e) when (!context.CancellationToken.IsCancellationRequested && e is not StageDeadlineException)
        {
            FrameFailure failure = FrameFailure.Of(e);
            if (failure.IsInternal)
                LogFailure(e, request.Header?.Sequence ?? 0);
            metrics.Answered("", failure.Code.ToString(), stages.Elapsed);
            return new() { Header = request.Header, Status = failure.ToWire() };
        }
    }

    private TReply Finished<TRequest, TReply>(TReply reply, TRequest request, FrameStages stages)
        where TRequest : class, IFrameRequest
        where TReply : class, IFrameReply
    {
        reply.Header = request.Header;
        reply.Status = new();
        stages.Add("total", stages.Elapsed);
        reply.StageLatency.AddRange(stages.ToWire());
        metrics.Answered(reply.ModelName, "OK", stages.Elapsed);
        foreach (var (stage, took) in stages.Stages)
            metrics.Stage(stage, took);
        if (request.Header?.Stamp is { } stamp)
            metrics.Finished(stamp.ToDateTimeOffset(), clock.GetUtcNow());
        return reply;
    }

    private static bool EndedByDrain(Exception failure) => failure is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled };

    [LoggerMessage(LogLevel.Error, "Frame {Sequence} failed")]
    private partial void LogFailure(Exception cause, ulong sequence);
}
