using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The point-cloud detector in this process, packed for the CPU, on a thread of its own and the shared workers.</summary>
public sealed class LocalPointBranch : IPointBranch
{
    private readonly PackedGroupFree _network;
    private readonly InferenceThread _thread = new("point branch");

    /// <param name="model">name that it is served under</param>
    /// <param name="weights">a point detector's, or the point part of a fused checkpoint's</param>
    /// <param name="config">the detector's</param>
    public LocalPointBranch(string model, Checkpoints.WeightTable weights, GroupFreeConfig config)
    {
        _network = new(weights, config);
        Info = PointBranchInfo.Of(model, config);
    }

    public PointBranchInfo Info { get; }

    public async Task<IPointSession> BeginAsync(Tensor cloud, CancellationToken cancel)
    {
        BranchInputs.RequireCloud(cloud, _network.Config, Info.Model);
        float[] values = cloud.ToFloats();
        return await _thread.Run<IPointSession>(() => new Session(this, _network.Begin(values, cancel)), cancel).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _thread.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Session : IPointSession
    {
        private readonly LocalPointBranch _branch;
        private readonly PackedCandidates _candidates;

        public Session(LocalPointBranch branch, PackedCandidates candidates)
        {
            _branch = branch;
            _candidates = candidates;
            PointBranchInfo info = branch.Info;
            SeedXyz = tensor(candidates.Seeds.SeedXyz, [info.Seeds, 3]).DetachFromDisposeScope();
            KeyTokens = tensor(candidates.Keys, [info.Seeds, info.Channels]).DetachFromDisposeScope();
        }

        public Tensor SeedXyz { get; }

        public Tensor KeyTokens { get; }

        public async Task<PointHeads> DecodeAsync(TokenExchange? exchange, CancellationToken cancel)
        {
            KeyExchange? keys = exchange is null ? null : Read(exchange);
            return new(await _branch._thread.Run(() => _branch._network.Decode(_candidates, keys, cancel), cancel).ConfigureAwait(false));
        }

        public ValueTask DisposeAsync()
        {
            SeedXyz.Dispose();
            KeyTokens.Dispose();
            return ValueTask.CompletedTask;
        }

        private KeyExchange Read(TokenExchange exchange)
        {
            BranchInputs.RequireExchange(exchange, _branch.Info);
            return new(
                exchange.Scores.ToFloats(),
                [.. exchange.Layers.Select(layer => layer.Seeds)],
                [.. exchange.Layers.Select(layer => layer.Rows.ToFloats())]);
        }
    }
}
