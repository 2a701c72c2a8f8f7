using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.TokenFusion;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>The fusion's networks as modules on any device; tokens that are there already stay there.</summary>
/// <remarks>L decoder layers, P seeds, V views, C and D channels of keys and picture tokens.</remarks>
public sealed class ModuleFusionHead : IFusionHead
{
    private readonly ExchangeNetwork _network;
    private readonly TokenFusionConfig _config;
    private readonly DeviceThread _thread;

    /// <param name="weights">the fusion's part of a checkpoint</param>
    /// <param name="config">the fused detector's, with an exchange</param>
    public ModuleFusionHead(WeightTable weights, TokenFusionConfig config, Device device)
    {
        _config = config;
        _network = InferenceModule.Load(new ExchangeNetwork(config), weights, "fusion head", device);
        _thread = new("fusion head", device);
    }

    public int Layers => _config.Points.DecoderLayers;

    public async Task<KeyScores> ScoreAsync(Tensor keys, PatchMap patches, CancellationToken cancel)
    {
        using Tensor own = keys.alias().DetachFromDisposeScope();           // the session may end while the thread is still at it
        return await _thread.Run(
            () => _config.Kind == ExchangeKind.Scored
                ? KeyScores.Of(_network.Scores(own.to(_thread.Device)).ToFloats(), Layers, _config.Threshold, patches)
                : KeyScores.Unscored(_config, own, patches),
            cancel).ConfigureAwait(false);
    }

    public Task<TokenExchange> ExchangeAsync(KeyScores scores, IImageSession image, CancellationToken cancel) => scores.ExchangeAsync(
        image, (layer, wanted, tokens) => _thread.Run(() => Replace(layer, scores, wanted, tokens), cancel), cancel);

    public void Dispose()
    {
        _thread.Dispose();
        _network.Dispose();
    }

    private LayerReplacement Replace(int layer, KeyScores scores, int[] wanted, Tensor tokens)
    {
        int[] seeds = scores.Pruned[layer];
        if (tokens.shape[0] != wanted.Length)
            throw new InvalidOperationException($"layer {layer}: {wanted.Length} tokens were asked for; {tokens.shape[0]} came");
        Tensor rows = seeds.Length == 0
            ? empty([0, _config.Points.Channels], device: _thread.Device)
            : _network.Rows(Keys(scores, seeds), Mean(scores.Patches, seeds, wanted, tokens.to(_thread.Device)), layer);
        return new(seeds, rows.DetachFromDisposeScope());
    }

    // Of the seeds: [n, C]; null where they are not read.
    private Tensor? Keys(KeyScores scores, int[] seeds)
    {
        if (scores.Keys is not { } keys)
            return null;
        int channels = _config.Points.Channels;
        float[] rows = [.. seeds.SelectMany(seed => keys[(seed * channels)..((seed + 1) * channels)])];
        return tensor(rows, [seeds.Length, channels], device: _thread.Device);
    }

    // Over the views that see each seed: [n, D].
    private static Tensor Mean(PatchMap patches, int[] seeds, int[] wanted, Tensor tokens)
    {
        int views = patches.Views, count = seeds.Length;
        var rows = new long[views * count];
        var seen = new float[views * count];
        for (int i = 0; i < rows.Length; i++)
        {
            int view = i / count, patch = patches.Patches[view * patches.Seeds + seeds[i % count]];
            if (patch >= 0)
                (rows[i], seen[i]) = (Array.BinarySearch(wanted, view * patches.PatchesPerView + patch), 1);
        }

        var found = tokens.index_select(0, tensor(rows, device: tokens.device)).reshape(views, count, -1);      // [V, n, D]
        var weights = tensor(seen, [views, count, 1], device: tokens.device);
        return (found * weights).sum(0) / weights.sum(0);                                                       // a pruned seed is seen once at least
    }
}
