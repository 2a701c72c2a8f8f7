using Fuse3D.Vision.Models.Yolos;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The image detector in this process as modules on any device: its blocks on one thread, gathering on another, each with a stream.</summary>
public sealed class ModuleImageBranch : IImageBranch
{
    private readonly YolosNetwork _network;
    private readonly ScalarType _type;
    private readonly ImageSchedule _schedule;
    private readonly DeviceThread _blocks, _gathering;

    /// <param name="model">name that it is served under</param>
    /// <param name="weights">an image detector's, or the image part of a fused checkpoint's</param>
    /// <param name="config">the detector's</param>
    /// <param name="layers">decoder layers that it exchanges tokens with; 0: none, all blocks run</param>
    /// <param name="blocksPerLayer">blocks that run before each of them</param>
    /// <param name="picture">size of the pictures that it usually gets; other sizes are answered too</param>
    public ModuleImageBranch(
        string model, Checkpoints.WeightTable weights, YolosConfig config, int layers, int blocksPerLayer, PictureSize picture, Device device,
        Precision precision = Precision.Full)
        : this(model, weights, config, layers, blocksPerLayer, picture, device, TypeOf(precision, device))
    {
    }

    internal ModuleImageBranch(
        string model, Checkpoints.WeightTable weights, YolosConfig config, int layers, int blocksPerLayer, PictureSize picture, Device device,
        ScalarType type)
    {
        (_schedule, _type) = (new(model, config, layers, blocksPerLayer), type);
        _network = InferenceModule.Load(new YolosNetwork(config), weights, model, device, type);
        (_blocks, _gathering) = (new("image branch", device), new("image gathering", device));
        Info = new(model, layers, config.Width, config.Classes, picture.PatchRows, picture.PatchColumns);
    }

    public ImageBranchInfo Info { get; }

    public Task<IImageSession> BeginAsync(Tensor views, CancellationToken cancel)
    {
        _ = BranchInputs.RequireViews(views, Info.Model);
        using IDisposable frozen = no_grad();
        Tensor own = views.to(CPU, copy: true).DetachFromDisposeScope();                    // the caller keeps its own
        return Task.FromResult<IImageSession>(new Session(this, own, cancel));
    }

    public ValueTask DisposeAsync()
    {
        _blocks.Dispose();
        _gathering.Dispose();
        _network.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ScalarType TypeOf(Precision precision, Device device) => (precision, device.type) switch
    {
        (Precision.Full, _) => ScalarType.Float32,
        (Precision.Half, DeviceType.CUDA) => ScalarType.Float16,
        _ => throw new InvalidInputException($"precision 'half' needs a CUDA device; the image branch runs on {device}", "precision"),
    };

    private sealed class Session : IImageSession
    {
        private readonly ModuleImageBranch _branch;
        private readonly CancellationTokenSource _cancel;
        private readonly TaskCompletionSource<Tensor>[] _layers;
        private readonly Task<ImageHeads> _heads;

        public Session(ModuleImageBranch branch, Tensor views, CancellationToken cancel)
        {
            _branch = branch;
            _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            _layers = [.. Enumerable.Range(0, branch.Info.Layers).Select(_ => new TaskCompletionSource<Tensor>(TaskCreationOptions.RunContinuationsAsynchronously))];
            _heads = Start(views, _cancel.Token);
            _ = _heads.ContinueWith(Fail, CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        }

        public async Task<Tensor> GatherAsync(int layer, ReadOnlyMemory<int> patches, CancellationToken cancel)
        {
            BranchInputs.RequireLayer(layer, _branch.Info);
            Tensor tokens = await _layers[layer].Task.WaitAsync(cancel).ConfigureAwait(false);
            BranchInputs.RequirePatches(patches.Span, (int)tokens.shape[0]);
            long[] rows = [.. patches.Span.ToArray().Select(patch => (long)patch)];
            return await _branch._gathering.Run(
                () => tokens.index_select(0, tensor(rows, device: tokens.device)).DetachFromDisposeScope(), cancel).ConfigureAwait(false);
        }

        public async Task<ImageHeads> FinishAsync(CancellationToken cancel)
        {
            ImageHeads heads = await _heads.WaitAsync(cancel).ConfigureAwait(false);
            return new(heads.Logits.clone().DetachFromDisposeScope(), heads.Boxes.clone().DetachFromDisposeScope());
        }

        public async ValueTask DisposeAsync()
        {
            await _cancel.CancelAsync().ConfigureAwait(false);
            await Task.WhenAny(_heads).ConfigureAwait(false);
            await _branch._gathering.Run(Free, CancellationToken.None).ConfigureAwait(false);       // after gathers that still run
            _cancel.Dispose();
        }

        private async Task<ImageHeads> Start(Tensor views, CancellationToken cancel)
        {
            using (views)
                return await _branch._blocks.Run(() => Forward(views, cancel), cancel).ConfigureAwait(false);
        }

        private ImageHeads Forward(Tensor views, CancellationToken cancel)
        {
            YolosBackbone backbone = _branch._network.Backbone;
            PictureSize size = YolosBackbone.SizeOf(views);
            Tensor tokens = backbone.Embed(views.to(_branch._type, _branch._blocks.Device));        // [V, S, D]
            for (int block = 0; block < _branch._schedule.UsedBlocks; block++)
            {
                cancel.ThrowIfCancellationRequested();
                using Tensor before = tokens;
                tokens = RunBlock(backbone, before, block, size);
                Keep(block, tokens, size);
            }

            var (logits, boxes) = _branch._network.Heads(backbone.DetectionTokens(tokens));
            return new(Result(logits), Result(boxes));
        }

        private Tensor RunBlock(YolosBackbone backbone, Tensor tokens, int block, PictureSize size)
        {
            using var scope = NewDisposeScope();
            var x = backbone.RunBlock(tokens, block);
            return (block < _branch._schedule.UsedBlocks - 1 ? backbone.AddMiddle(x, block, size) : x).MoveToOuterDisposeScope();
        }

        // The patches' rows of every view, without the class and detection tokens: [V * patches, D].
        private void Keep(int block, Tensor tokens, PictureSize size)
        {
            int layer = _branch._schedule.LayerAfter(block);
            if (layer < 0)
                return;
            using var scope = NewDisposeScope();
            var patches = tokens.narrow(1, 1, size.Patches).to(ScalarType.Float32).flatten(0, 1).contiguous();
            _branch._blocks.Wait();
            _layers[layer].SetResult(patches.DetachFromDisposeScope());
        }

        private static Tensor Result(Tensor head) => head.to(ScalarType.Float32).cpu().contiguous().DetachFromDisposeScope();

        private bool Free()
        {
            foreach (TaskCompletionSource<Tensor> layer in _layers.Where(layer => layer.Task.IsCompletedSuccessfully))
                layer.Task.Result.Dispose();
            if (_heads.IsCompletedSuccessfully)
                _heads.Result.Dispose();
            return true;
        }

        private void Fail(Task heads)
        {
            foreach (TaskCompletionSource<Tensor> layer in _layers)
            {
                if (heads.Exception is { } failure)
                    layer.TrySetException(failure.InnerExceptions);
                else
                    layer.TrySetCanceled();
            }
        }
    }
}
