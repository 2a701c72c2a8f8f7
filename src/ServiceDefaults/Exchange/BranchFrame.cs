using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Fuse3D.V1;
using TorchSharp;

namespace Fuse3D.ServiceDefaults.Exchange;

/// <summary>One frame of a session, as the branch sees it: requests come in one after the other, replies go out.</summary>
public sealed class BranchFrame : IDisposable
{
    // A caller that hangs must not keep a branch's turn; one that is gone ends the session.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private readonly TensorLink _link;
    private readonly Outbox<ExchangeReply> _outbox;
    private readonly CancellationTokenSource _cancel;
    private readonly Channel<ExchangeRequest> _requests = Channel.CreateBounded<ExchangeRequest>(256);
    private bool _inlineOnly;

    internal BranchFrame(ulong number, TensorLink link, Outbox<ExchangeReply> outbox, CancellationToken session)
    {
        (Number, _link, _outbox) = (number, link, outbox);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(session);
    }

    public ulong Number { get; }

    /// <summary>The caller ended the frame, or the session is over.</summary>
    public CancellationToken Cancel => _cancel.Token;

    /// <summary>The task that answers the frame.</summary>
    internal Task Running { get; set; } = Task.CompletedTask;

    public async Task<ExchangeRequest> NextAsync()
    {
        ExchangeRequest request = await ReadAsync();
        _inlineOnly |= request.PointBegin?.InlineOnly == true || request.ImageBegin?.InlineOnly == true;
        return request;
    }

    /// <summary>Work beside the frame's own task: if it fails, so does the frame, at its next request.</summary>
    public async Task Beside(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception e)
        {
            _requests.Writer.TryComplete(e);
            throw;
        }
    }

    /// <summary>A tensor of a request; its slot goes back at once.</summary>
    public torch.Tensor Read(V1.Tensor? message, string name, params ReadOnlySpan<long> shape)
    {
        var release = new SlotRelease();
        torch.Tensor tensor = TensorWire.Read(_link, message, name, shape, release);
        Return(release);
        return tensor;
    }

    public int[] ReadInts(V1.Tensor? message, string name)
    {
        var release = new SlotRelease();
        int[] values = TensorWire.ReadInts(_link, message, name, release);
        Return(release);
        return values;
    }

    /// <summary>A tensor for a reply; the caller keeps it, and may dispose it after <see cref="Post"/>.</summary>
    public V1.Tensor Write(torch.Tensor tensor, List<IDisposable> keep) => TensorWire.Write(_link, tensor, keep, _inlineOnly);

    /// <exception cref="ExchangeProtocolException">the other side does not read its messages</exception>
    public void Post(ExchangeReply reply, List<IDisposable>? keep = null)
    {
        reply.Frame = Number;
        if (!_outbox.TryPost(reply, keep))
            throw new ExchangeProtocolException("the other side does not read its messages");
    }

    public void Dispose()
    {
        _cancel.Cancel();
        _requests.Writer.TryComplete();
        while (_requests.Reader.TryRead(out ExchangeRequest? request))
            Return(SlotsOf.Unread(request));
    }

    internal bool TryDeliver(ExchangeRequest request) => _requests.Writer.TryWrite(request);

    internal void End() => _cancel.Cancel();

    private async Task<ExchangeRequest> ReadAsync()
    {
        try
        {
            return await _requests.Reader.ReadAsync(Cancel).AsTask().WaitAsync(LongestSilence);
        }
        catch (TimeoutException)
        {
            throw new ExchangeProtocolException($"the frame was not asked about for {LongestSilence.TotalSeconds} s");
        }
        catch (ChannelClosedException e) when (e.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private void Return(SlotRelease release)
    {
        if (release.Slots.Count > 0)
            _outbox.TryPost(new() { Release = release });
    }
}
