using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.Yolos;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The image detector in this process, packed for the CPU, on a thread of its own and the shared workers.</summary>
public sealed class LocalImageBranch : IImageBranch
{
    private readonly PackedYolos _network;
    private readonly ImageSchedule _schedule;
    private readonly InferenceThread _thread = new("image branch");

    /// <param name="model">name that it is served under</param>
    /// <param name="weights">an image detector's, or the image part of a fused checkpoint's</param>
    /// <param name="config">the detector's</param>
    /// <param name="layers">decoder layers that it exchanges tokens with; 0: none, all blocks run</param>
    /// <param name="blocksPerLayer">blocks that run before each of them</param>
    /// <param name="picture">size of the pictures that it usually gets; other sizes are answered too</param>
    public LocalImageBranch(
        string model, Checkpoints.WeightTable weights, YolosConfig config, int layers, int blocksPerLayer, PictureSize picture)
    {
        _schedule = new(model, config, layers, blocksPerLayer);
        _network = new(weights, config);
        Info = new(model, layers, config.Width, config.Classes, picture.PatchRows, picture.PatchColumns);
    }

    public ImageBranchInfo Info { get; }

    public Task<IImageSession> BeginAsync(Tensor views, CancellationToken cancel)
    {
        PictureSize size = BranchInputs.RequireViews(views, Info.Model);
        return Task.FromResult<IImageSession>(new Session(this, views.ToFloats(), size, cancel));
    }

    public ValueTask DisposeAsync()
    {
        _thread.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Session : IImageSession
    {
        private readonly LocalImageBranch _branch;
        private readonly PictureSize _size;
        private readonly CancellationTokenSource _cancel;
        private readonly TaskCompletionSource<float[]>[] _layers;
        private readonly Task<(float[] Logits, float[] Boxes)> _heads;

        public Session(LocalImageBranch branch, float[] views, PictureSize size, CancellationToken cancel)
        {
            _branch = branch;
            _size = size;
            _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            _layers = [.. Enumerable.Range(0, branch.Info.Layers).Select(_ =>
                new TaskCompletionSource<float[]>(TaskCreationOptions.RunContinuationsAsynchronously))];
            CancellationToken token = _cancel.Token;
            _heads = branch._thread.Run(() => branch._network.Run(views, size, branch._schedule.UsedBlocks, Keep, token), token);
            _ = _heads.ContinueWith(Fail, CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        }

        public async Task<Tensor> GatherAsync(int layer, ReadOnlyMemory<int> patches, CancellationToken cancel)
        {
            BranchInputs.RequireLayer(layer, _branch.Info);
            float[] tokens = await _layers[layer].Task.WaitAsync(cancel).ConfigureAwait(false);
            return Gather(tokens, patches.Span);
        }

        public async Task<ImageHeads> FinishAsync(CancellationToken cancel)
        {
            var (logits, boxes) = await _heads.WaitAsync(cancel).ConfigureAwait(false);
            int queries = _branch._network.Config.DetectionTokens, views = boxes.Length / 4 / queries;
            return new(
                tensor(logits, [views, queries, _branch.Info.Classes + 1]).DetachFromDisposeScope(),
                tensor(boxes, [views, queries, 4]).DetachFromDisposeScope());
        }

        public async ValueTask DisposeAsync()
        {
            await _cancel.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(_heads).ConfigureAwait(false);
            _cancel.Dispose();
        }

        // The patches' rows of every view, without the class and detection tokens.
        private void Keep(int block, ReadOnlySpan<float> tokens)
        {
            int layer = _branch._schedule.LayerAfter(block);
            if (layer < 0)
                return;
            int width = _branch.Info.Width, all = _branch._network.Config.TableRows(_size), views = tokens.Length / width / all;
            var kept = new float[views * _size.Patches * width];
            for (int view = 0; view < views; view++)
                tokens.Slice((view * all + 1) * width, _size.Patches * width).CopyTo(kept.AsSpan(view * _size.Patches * width));
            _layers[layer].SetResult(kept);
        }

        private Tensor Gather(float[] tokens, ReadOnlySpan<int> patches)
        {
            int width = _branch.Info.Width, count = tokens.Length / width;
            var rows = new float[patches.Length * width];
            BranchInputs.RequirePatches(patches, count);
            for (int i = 0; i < patches.Length; i++)
                Array.Copy(tokens, patches[i] * width, rows, i * width, width);
            return tensor(rows, [patches.Length, width]).DetachFromDisposeScope();
        }

        private void Fail(Task heads)
        {
            foreach (TaskCompletionSource<float[]> layer in _layers)
            {
                if (heads.Exception is { } failure)
                    layer.TrySetException(failure.InnerExceptions);
                else
                    layer.TrySetCanceled();
            }
        }
    }
}
