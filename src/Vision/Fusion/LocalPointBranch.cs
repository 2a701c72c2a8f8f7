using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.Packed;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The point-cloud detector in this process, on a thread of its own and the shared workers.</summary>
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
        Info = new(model, config.DecoderLayers, config.Seeds, config.Channels, config.Classes, config.HeadingBins, config.SizeClusters);
    }

    public PointBranchInfo Info { get; }

    public async Task<IPointSession> BeginAsync(Tensor cloud, CancellationToken cancel)
    {
        int columns = 3 + _network.Config.PointFeatures;
        if (cloud.dim() != 2 || cloud.shape[1] != columns || cloud.shape[0] < 1)
            throw new InvalidInputException($"a cloud of shape [{string.Join(", ", cloud.shape)}]; {Info.Model} takes [N, {columns}]", "points");
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
            PointBranchInfo info = _branch.Info;
            if (!exchange.Scores.shape.AsSpan().SequenceEqual([info.Layers, info.Seeds]) || exchange.Layers.Count != info.Layers)
            {
                throw new InvalidInputException(
                    $"an exchange of scores [{string.Join(", ", exchange.Scores.shape)}] and {exchange.Layers.Count} layers; "
                    + $"{info.Model} takes [{info.Layers}, {info.Seeds}] and {info.Layers}", "exchange");
            }

            foreach (LayerReplacement layer in exchange.Layers)
                Check(layer, info);
            return new(
                exchange.Scores.ToFloats(),
                [.. exchange.Layers.Select(layer => layer.Seeds)],
                [.. exchange.Layers.Select(layer => layer.Rows.ToFloats())]);
        }

        private static void Check(LayerReplacement layer, PointBranchInfo info)
        {
            if (!layer.Rows.shape.AsSpan().SequenceEqual([layer.Seeds.Length, info.Channels]))
            {
                throw new InvalidInputException(
                    $"rows [{string.Join(", ", layer.Rows.shape)}] for {layer.Seeds.Length} seeds; wanted are {info.Channels} channels each", "exchange");
            }

            for (int i = 0; i < layer.Seeds.Length; i++)
            {
                if (layer.Seeds[i] >= info.Seeds || layer.Seeds[i] <= (i == 0 ? -1 : layer.Seeds[i - 1]))
                    throw new InvalidInputException($"replaced seeds are ascending and below {info.Seeds}; number {i} is {layer.Seeds[i]}", "exchange");
            }
        }
    }
}
