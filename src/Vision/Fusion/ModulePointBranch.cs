using Fuse3D.Vision.Models.GroupFree;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The point-cloud detector in this process as modules on any device, on a thread and, on CUDA, a stream of its own.</summary>
public sealed class ModulePointBranch : IPointBranch
{
    // The packed form does not give these either: other outputs and the session say the same.
    private static readonly HashSet<string> Inner = ["seed_inds", "seed_xyz", "seed_features", "query_points_xyz", "query_points_feature"];

    private readonly GroupFreeNetwork _network;
    private readonly DeviceThread _thread;

    /// <param name="model">name that it is served under</param>
    /// <param name="weights">a point detector's, or the point part of a fused checkpoint's</param>
    /// <param name="config">the detector's</param>
    public ModulePointBranch(string model, Checkpoints.WeightTable weights, GroupFreeConfig config, Device device)
    {
        _network = InferenceModule.Load(new GroupFreeNetwork(config), weights, model, device);
        _thread = new("point branch", device);
        Info = PointBranchInfo.Of(model, config);
    }

    public PointBranchInfo Info { get; }

    public async Task<IPointSession> BeginAsync(Tensor cloud, CancellationToken cancel)
    {
        BranchInputs.RequireCloud(cloud, _network.Config, Info.Model);
        return await _thread.Run<IPointSession>(() => new Session(this, Begin(cloud)), cancel).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _thread.Dispose();
        _network.Dispose();
        return ValueTask.CompletedTask;
    }

    private Candidates Begin(Tensor cloud)
    {
        var points = cloud.to(_thread.Device).unsqueeze(0);                                 // [1, N, 3 + F]
        if (!points.narrow(-1, 0, 3).isfinite().all().item<bool>())
            throw new InvalidInputException($"a cloud with positions that are not finite; {Info.Model} takes finite ones", "points");
        return _network.Begin(points);
    }

    private sealed class Session : IPointSession
    {
        private readonly ModulePointBranch _branch;
        private readonly Candidates _candidates;
        private readonly Tensor[] _kept;

        // On the branch's thread.
        public Session(ModulePointBranch branch, Candidates candidates)
        {
            (_branch, _candidates) = (branch, candidates);
            SeedXyz = candidates.SeedXyz.squeeze(0);                                        // [P, 3]
            KeyTokens = candidates.Keys.squeeze(0).t().contiguous();                        // [P, C]
            _kept = [.. candidates.Outputs.Values, candidates.Query, candidates.Keys, SeedXyz, KeyTokens];
            foreach (Tensor tensor in _kept)
                tensor.DetachFromDisposeScope();
        }

        public Tensor SeedXyz { get; }

        public Tensor KeyTokens { get; }

        public Task<PointHeads> DecodeAsync(TokenExchange? exchange, CancellationToken cancel)
        {
            if (exchange is not null)
                BranchInputs.RequireExchange(exchange, _branch.Info);
            return _branch._thread.Run(() => Decode(exchange, cancel), cancel);
        }

        public ValueTask DisposeAsync()
        {
            foreach (Tensor tensor in _kept)
                tensor.Dispose();
            return ValueTask.CompletedTask;
        }

        private PointHeads Decode(TokenExchange? exchange, CancellationToken cancel)
        {
            Tensor? scores = exchange?.Scores.to(KeyTokens.device).unsqueeze(-1);           // [L, P, 1]
            Candidates own = _candidates with { Outputs = new(_candidates.Outputs) };
            Dictionary<string, Tensor> outputs = _branch._network.Decode(own, (layer, keys) =>
            {
                cancel.ThrowIfCancellationRequested();
                return exchange is null ? new(keys) : Exchanged(scores!.select(0, layer), exchange.Layers[layer]);
            });
            return new(outputs.Where(output => !Inner.Contains(output.Key)).ToDictionary(
                output => output.Key, output => output.Value.squeeze(0).cpu().contiguous().DetachFromDisposeScope()));
        }

        /// <summary>Kept keys times their score, replaced ones as they came.</summary>
        private LayerKeys Exchanged(Tensor scores, LayerReplacement layer)
        {
            using var scope = NewDisposeScope();
            var keys = KeyTokens * scores;                                                  // [P, C]
            var replaced = new float[keys.shape[0]];
            if (layer.Seeds.Length > 0)
            {
                var seeds = tensor(layer.Seeds.Select(seed => (long)seed).ToArray(), device: keys.device);
                keys = keys.index_copy(0, seeds, layer.Rows.to(keys.device));
                Array.ForEach(layer.Seeds, seed => replaced[seed] = 1);
            }

            return new(
                keys.t().unsqueeze(0).MoveToOuterDisposeScope(),
                tensor(replaced, [1, replaced.Length], device: keys.device).gt(0).MoveToOuterDisposeScope());
        }
    }
}
