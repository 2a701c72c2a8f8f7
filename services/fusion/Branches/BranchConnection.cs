using System.Collections.Concurrent;
using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;

namespace Fuse3D.Services.Fusion.Branches;

/// <summary>One live session with a branch service: sends requests, hands each reply to its frame, and fails all frames when it ends.</summary>
internal sealed class BranchConnection : IDisposable
{
    private readonly string _branch;
    private readonly AsyncDuplexStreamingCall<ExchangeRequest, ExchangeReply> _call;
    private readonly TensorLink _link;
    private readonly Outbox<ExchangeRequest> _outbox;
    private readonly CancellationTokenSource _ending;
    private readonly ConcurrentDictionary<ulong, RemoteFrame> _frames = new();
    private readonly Task _writing;
    private ulong _lastFrame;

    private BranchConnection(
        string branch, AsyncDuplexStreamingCall<ExchangeRequest, ExchangeReply> call, TensorLink link, CancellationTokenSource ending)
    {
        (_branch, _call, _link, _ending) = (branch, call, link, ending);
        _outbox = new(call.RequestStream);
        _writing = _outbox.RunAsync(ending.Token);
    }

    /// <summary>What the branch said of itself.</summary>
    public Hello Hello { get; private set; } = new();

    public TensorLink Link => _link;

    /// <summary>Opens a session and greets. The call is the connection's from now on.</summary>
    public static async Task<BranchConnection> OpenAsync(
        string branch, AsyncDuplexStreamingCall<ExchangeRequest, ExchangeReply> call, TensorLink link, TimeSpan timeout, CancellationToken cancel)
    {
        var connection = new BranchConnection(branch, call, link, CancellationTokenSource.CreateLinkedTokenSource(cancel));
        try
        {
            await connection.Greet().WaitAsync(timeout, cancel);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads replies until the session ends.</summary>
    public async Task RunAsync()
    {
        while (await _call.ResponseStream.MoveNext(_ending.Token))
            Route(_call.ResponseStream.Current);
    }

    public RemoteFrame Begin(bool inlineOnly)
    {
        var frame = new RemoteFrame(_branch, Interlocked.Increment(ref _lastFrame), _link, Post, Forget, inlineOnly);
        _frames[frame.Number] = frame;
        if (_ending.IsCancellationRequested)
            frame.Fail(Lost());
        return frame;
    }

    public void Dispose()
    {
        _ending.Cancel();
        foreach (RemoteFrame frame in _frames.Values)
            frame.Fail(Lost());
        _call.Dispose();
        _ = EndAsync();
    }

    // The link's memory may go only when nobody writes from it any more.
    private async Task EndAsync()
    {
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _link.Dispose();
        _ending.Dispose();
    }

    private async Task Greet()
    {
        Post(new() { Hello = _link.SayHello() }, null);
        Hello = (await Next()).Hello ?? throw new ExchangeProtocolException("a session starts with a hello");
        _link.Conclude((await Next()).Verdict ?? throw new ExchangeProtocolException("after the hello comes the verdict"));
        Post(new() { Verdict = _link.Try(Hello) }, null);
    }

    private async Task<ExchangeReply> Next() => await _call.ResponseStream.MoveNext(_ending.Token)
        ? _call.ResponseStream.Current
        : throw new ExchangeProtocolException("the session ended before it began");

    private void Route(ExchangeReply reply)
    {
        if (reply.BodyCase == ExchangeReply.BodyOneofCase.Release)
            _link.Release(reply.Release);
        else if (!_frames.TryGetValue(reply.Frame, out RemoteFrame? frame) || !frame.TryDeliver(reply))
            Return(SlotsOf.Unread(reply));   // the frame has ended meanwhile
    }

    private void Post(ExchangeRequest request, List<IDisposable>? keep)
    {
        if (!_outbox.TryPost(request, keep))
            throw new BranchUnavailableException(_branch, "it does not read its messages");
    }

    private void Return(SlotRelease release)
    {
        if (release.Slots.Count > 0)
            _outbox.TryPost(new() { Release = release });
    }

    private void Forget(RemoteFrame frame) => _frames.TryRemove(frame.Number, out _);

    private BranchUnavailableException Lost() => new(_branch, "its session ended");
}
