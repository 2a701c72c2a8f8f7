using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The image branch as one frame sees it: it may be absent, late or failing, and then the frame goes on without it.</summary>
internal sealed class ImageSide : IAsyncDisposable
{
    private readonly Task<IImageSession>? _session;
    private readonly CancellationTokenSource _imageCancel;
    private readonly CancellationToken _cancel;

    /// <param name="branch">null when there is none</param>
    /// <param name="views">null when the frame has no picture</param>
    /// <param name="imageCancel">ends with the frame or with the image branch's time</param>
    /// <param name="cancel">ends with the frame</param>
    public ImageSide(IImageBranch? branch, Tensor? views, CancellationTokenSource imageCancel, CancellationToken cancel)
    {
        _imageCancel = imageCancel;
        _cancel = cancel;
        Missing = branch is null ? "there is no image branch" : views is null ? "the frame has no picture" : null;
        _session = Missing is null ? Begin(branch!, views!) : null;
    }

    /// <summary>Why the branch's part is missing; null while it is not.</summary>
    public string? Missing { get; private set; }

    /// <summary>Runs one step of the exchange; null when the branch cannot take part (any more).</summary>
    /// <exception cref="OperationCanceledException">the frame itself was cancelled</exception>
    public async Task<T?> Try<T>(Func<IImageSession, Task<T>> step) where T : class
    {
        if (Missing is not null)
            return null;
        try
        {
            IImageSession session = await _session!.WaitAsync(_imageCancel.Token).ConfigureAwait(false);
            return await step(session).WaitAsync(_imageCancel.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_cancel.IsCancellationRequested)
        {
            Missing = "the image branch did not answer in time";
        }
        catch (BranchUnavailableException e)
        {
            Missing = e.Reason;
        }
        catch (Exception e) when (e is not OperationCanceledException and not InvalidInputException and not FrameLostException)
        {
            Missing = $"the image branch failed: {e.Message}";
        }

        return null;
    }

    /// <summary>Ends the session, late ones too, without waiting for those.</summary>
    public async ValueTask DisposeAsync()
    {
        await _imageCancel.CancelAsync().ConfigureAwait(false);
        if (_session is { IsCompletedSuccessfully: true })
            await End(_session).ConfigureAwait(false);
        else
            _ = _session?.ContinueWith(End, CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private async Task<IImageSession> Begin(IImageBranch branch, Tensor views) =>
        await branch.BeginAsync(views, _imageCancel.Token).ConfigureAwait(false);

    private static async Task End(Task<IImageSession> session)
    {
        try
        {
            await (await session.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The frame is answered; a session that cannot even end has nothing more to say about it.
        }
    }
}
