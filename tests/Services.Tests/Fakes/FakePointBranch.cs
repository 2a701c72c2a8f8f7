using Fuse3D.Vision;
using Fuse3D.Vision.Fusion;
using static TorchSharp.torch;

namespace Fuse3D.Services.Tests.Fakes;

/// <summary>A point branch that computes next to nothing, but the same for the same input: seeds are the first points.</summary>
internal sealed class FakePointBranch(int layers = 2, int seeds = 32, int channels = 8) : IPointBranch
{
    public PointBranchInfo Info { get; } = new("fake-points", layers, seeds, channels, Classes: 3, HeadingBins: 2, SizeClusters: 3);

    public TimeSpan Delay { get; set; }

    public Task<IPointSession> BeginAsync(Tensor cloud, CancellationToken cancel)
    {
        if (cloud.shape[0] < seeds)
            throw new InvalidInputException($"{cloud.shape[0]} points are fewer than {seeds} seeds", "cloud");
        return Begin(cloud.slice(0, 0, seeds, 1).contiguous().clone().DetachFromDisposeScope(), cancel);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IPointSession> Begin(Tensor xyz, CancellationToken cancel)
    {
        await Task.Delay(Delay, cancel);
        using Tensor sum = xyz.sum(1, keepdim: true);
        return new Session(Info, xyz, sum.expand(seeds, channels).sin().contiguous());
    }

    private sealed class Session(PointBranchInfo info, Tensor xyz, Tensor keys) : IPointSession
    {
        public Tensor SeedXyz => xyz;

        public Tensor KeyTokens => keys;

        public Task<PointHeads> DecodeAsync(TokenExchange? exchange, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            Tensor mixed = keys.clone();
            for (int layer = 0; exchange is not null && layer < info.Layers; layer++)
            {
                mixed.mul_(exchange.Scores[layer].unsqueeze(1));
                for (int i = 0; i < exchange.Layers[layer].Seeds.Length; i++)
                    mixed[exchange.Layers[layer].Seeds[i]].copy_(exchange.Layers[layer].Rows[i]);
            }

            return Task.FromResult(new PointHeads(new Dictionary<string, Tensor>
            {
                ["last_mixed"] = mixed,
                ["last_center"] = xyz.clone(),
                ["last_objectness_scores"] = full([info.Seeds, 1], 3f),
                ["last_heading_scores"] = zeros([info.Seeds, info.HeadingBins]),
                ["last_heading_residuals_normalized"] = zeros([info.Seeds, info.HeadingBins]),
                ["last_pred_size"] = ones([info.Seeds, 3]),
                ["last_sem_cls_scores"] = zeros([info.Seeds, info.Classes]),
            }));
        }

        public ValueTask DisposeAsync()
        {
            xyz.Dispose();
            keys.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
