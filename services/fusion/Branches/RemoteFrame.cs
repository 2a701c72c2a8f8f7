using System.Collections.Concurrent;
using Fuse3D.ServiceDefaults.Exchange;
using Fuse3D.ServiceDefaults.SharedMemory;
using Fuse3D.V1;
using Fuse3D.Vision.Fusion;
using Grpc.Core;
using TorchSharp;
using static Fuse3D.V1.ExchangeReply;

namespace Fuse3D.Services.Fusion.Branches;

/// <summary>One frame of a session, as the fusion sees it. Replies may come in any order; each is waited for by its kind and layer.</summary>
internal sealed class RemoteFrame(
    string branch, ulong number, TensorLink link, Action<ExchangeRequest, List<IDisposable>?> post, Action<RemoteFrame> forget, bool inlineOnly)
    : IDisposable
{
    private readonly ConcurrentDictionary<(BodyOneofCase Kind, int Layer), TaskCompletionSource<ExchangeReply>> _replies = new();
    private Exception? _failure;
    private bool _disposed;

    public ulong Number => number;

    public bool InlineOnly => inlineOnly;

    /// <summary>Waits for a reply.</summary>
    /// <exception cref="BranchUnavailableException">it did not come in time, or the session ended</exception>
    /// <exception cref="StaleSlotException">a tensor's slot was used again: send the frame again, inline</exception>
    /// <exception cref="RpcException">the branch refused the frame</exception>
    public async Task<ExchangeReply> ExpectAsync(BodyOneofCase kind, int layer, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            return await Slot(kind, layer).Task.WaitAsync(timeout, cancel);
        }
        catch (TimeoutException e)
        {
            throw new BranchUnavailableException(branch, $"no answer within {timeout.TotalSeconds:0.###} s", e);
        }
    }

    public void Post(ExchangeRequest request, List<IDisposable>? keep = null)
    {
        if (Volatile.Read(ref _failure) is { } failure)
            throw failure;
        request.Frame = number;
        post(request, keep);
    }

    public V1.Tensor Write(torch.Tensor tensor, List<IDisposable> keep) => TensorWire.Write(link, tensor, keep, inlineOnly);

    /// <summary>A tensor of a reply; its slot goes back at once.</summary>
    public torch.Tensor Read(V1.Tensor? message, string name, params long[] shape) =>
        Released(release => TensorWire.Read(link, message, name, shape, release));

    /// <summary>An output of a network, of any type and shape.</summary>
    public torch.Tensor ReadOutput(NamedTensor output) => Released(release => TensorWire.ReadOutput(link, output, release));

    private torch.Tensor Released(Func<SlotRelease, torch.Tensor> read)
    {
        var release = new SlotRelease();
        try
        {
            return read(release);
        }
        catch (ObjectDisposedException)
        {
            throw new BranchUnavailableException(branch, "its session ended");
        }
        finally
        {
            Return(release);
        }
    }

    /// <summary>Ends the frame on both sides; nothing that comes later is waited for.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        forget(this);
        bool failed = Volatile.Read(ref _failure) is not null;
        Fail(new ObjectDisposedException(nameof(RemoteFrame)));
        foreach (var reply in _replies.Values.Where(reply => reply.Task.IsCompletedSuccessfully))
            Return(SlotsOf.Unread(reply.Task.Result));   // read or not: giving a slot back twice does nothing
        if (!failed)
            TryPost(new() { Frame = number, End = new() });
    }

    internal bool TryDeliver(ExchangeReply reply)
    {
        if (reply.BodyCase == BodyOneofCase.Error)
            Fail(FailureOf(reply.Error));
        return reply.BodyCase == BodyOneofCase.Error || (!_disposed && Slot(reply.BodyCase, reply.Rows?.Layer ?? 0).TrySetResult(reply));
    }

    internal void Fail(Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        foreach (var reply in _replies.Values)
            Break(reply, failure);
    }

    private TaskCompletionSource<ExchangeReply> Slot(BodyOneofCase kind, int layer)
    {
        var slot = _replies.GetOrAdd((kind, layer), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Volatile.Read(ref _failure) is { } failure)
            Break(slot, failure);
        return slot;
    }

    // Nobody may be waiting: an unobserved failure is no event.
    private static void Break(TaskCompletionSource<ExchangeReply> slot, Exception failure)
    {
        if (slot.TrySetException(failure))
            _ = slot.Task.Exception;
    }

    private Exception FailureOf(FrameStatus error) => (StatusCode)error.Code switch
    {
        StatusCode.Aborted => new StaleSlotException(error.Message),
        StatusCode.Unavailable => new BranchUnavailableException(branch, error.Message),
        var code => new RpcException(new(code, $"the {branch} branch: {error.Message}")),
    };

    private void Return(SlotRelease release)
    {
        if (release.Slots.Count > 0)
            TryPost(new() { Release = release });
    }

    private void TryPost(ExchangeRequest request)
    {
        try
        {
            post(request, null);
        }
        catch (BranchUnavailableException)
        {
            // The session is over, and every lease with it.
        }
    }
}
