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
        private readonly int _views;
        private readonly CancellationTokenSource _cancel;
        private readonly TaskCompletionSource<Kept>[] _layers;
        private readonly int[]?[] _wanted;      // of each layer, once it was asked for
        private readonly Task<(float[] Logits, float[] Boxes)> _heads;

        public Session(LocalImageBranch branch, float[] views, PictureSize size, CancellationToken cancel)
        {
            _branch = branch;
            _size = size;
            _views = views.Length / (3 * size.Height * size.Width);
            _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            _layers = [.. Enumerable.Range(0, branch.Info.Layers).Select(_ =>
                new TaskCompletionSource<Kept>(TaskCreationOptions.RunContinuationsAsynchronously))];
            _wanted = new int[]?[branch.Info.Layers];
            CancellationToken token = _cancel.Token;
            _heads = branch._thread.Run(() => branch._network.Run(views, size, branch._schedule.UsedBlocks, Keep, WantedLast, token), token);
            _ = _heads.ContinueWith(Fail, CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        }

        public async Task<Tensor> GatherAsync(int layer, ReadOnlyMemory<int> patches, CancellationToken cancel)
        {
            BranchInputs.RequireLayer(layer, _branch.Info);
            BranchInputs.RequirePatches(patches.Span, _views * _size.Patches);
            int[] asked = patches.ToArray();
            if (Interlocked.CompareExchange(ref _wanted[layer], asked, null) is not null)
                throw new InvalidOperationException($"the tokens of layer {layer} were asked for before");
            Kept kept = await _layers[layer].Task.WaitAsync(cancel).ConfigureAwait(false);
            float[] rows = kept.OfAll ? Pick(kept.Rows, asked, patch => patch) : kept.Rows;
            return tensor(rows, [asked.Length, _branch.Info.Width]).DetachFromDisposeScope();
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

        private int[]? WantedLast() => _wanted.Length == 0 ? [] : Volatile.Read(ref _wanted[^1]);

        // The rows that were asked for already; until then those of all patches, without the class and detection tokens.
        private void Keep(int block, ReadOnlySpan<float> tokens)
        {
            int layer = _branch._schedule.LayerAfter(block);
            if (layer < 0)
                return;
            int all = _branch._network.Config.TableRows(_size), perView = _size.Patches;
            int[]? wanted = Volatile.Read(ref _wanted[layer]);
            float[] rows = Pick(tokens, wanted ?? [.. Enumerable.Range(0, _views * perView)], patch => patch / perView * all + 1 + patch % perView);
            _layers[layer].SetResult(new(rows, OfAll: wanted is null));
        }

        private float[] Pick(ReadOnlySpan<float> tokens, int[] patches, Func<int, int> row)
        {
            int width = _branch.Info.Width;
            var rows = new float[patches.Length * width];
            for (int i = 0; i < patches.Length; i++)
                tokens.Slice(row(patches[i]) * width, width).CopyTo(rows.AsSpan(i * width));
            return rows;
        }

        /// <param name="OfAll">of all patches, not only of those that were asked for</param>
        private sealed record Kept(float[] Rows, bool OfAll);

        private void Fail(Task heads)
        {
            foreach (TaskCompletionSource<Kept> layer in _layers)
            {
                if (heads.Exception is { } failure)
                    layer.TrySetException(failure.InnerExceptions);
                else
                    layer.TrySetCanceled();
            }
        }
    }
}
