using Fuse3D.Vision;
using Fuse3D.Vision.Fusion;
using static TorchSharp.torch;

namespace Fuse3D.Services.Tests.Fakes;

/// <summary>An image branch whose tokens are plain functions of layer and patch.</summary>
internal sealed class FakeImageBranch(int layers = 2, int width = 8) : IImageBranch
{
    private int _open;

    public ImageBranchInfo Info { get; } = new("fake-image", layers, width, Classes: 3, PatchRows: 4, PatchColumns: 5);

    /// <summary>Until the tokens of a layer are there.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Frames whose tokens are lost on the way, before all is well.</summary>
    public int FramesToLose { get; set; }

    /// <summary>Sessions that were begun and not yet disposed.</summary>
    public int OpenSessions => Volatile.Read(ref _open);

    public Task<IImageSession> BeginAsync(Tensor views, CancellationToken cancel)
    {
        if (views.shape[2] < 16)
            throw new InvalidInputException("the views are too small", "views");
        Interlocked.Increment(ref _open);
        return Task.FromResult<IImageSession>(new Session(this, views.mean().ToSingle(), views.shape[0]));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Session(FakeImageBranch branch, float mean, long views) : IImageSession
    {
        public async Task<Tensor> GatherAsync(int layer, ReadOnlyMemory<int> patches, CancellationToken cancel)
        {
            await Task.Delay(branch.Delay, cancel);
            if (branch.FramesToLose-- > 0)
                throw new FrameLostException("the slot was used again");
            int width = branch.Info.Width;
            float[] rows = new float[patches.Length * width];
            for (int i = 0; i < rows.Length; i++)
                rows[i] = MathF.Cos(patches.Span[i / width] * 0.37f + layer + i % width * 0.11f) + mean;
            return tensor(rows, [patches.Length, width]);
        }

        public async Task<ImageHeads> FinishAsync(CancellationToken cancel)
        {
            await Task.Delay(branch.Delay, cancel);
            return new(full([views, 6, branch.Info.Classes + 1], mean), full([views, 6, 4], 0.25f));
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref branch._open);
            return ValueTask.CompletedTask;
        }
    }
}
