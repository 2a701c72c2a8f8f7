using Fuse3D.Vision.Models.Packed;
using Fuse3D.Vision.Models.TokenFusion;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>What the fusion wants of the image branch for one frame.</summary>
/// <param name="Scores">[L, P] in 0..1; 1 where there are no scores</param>
/// <param name="Pruned">[L] seeds that give way to what the picture makes of them, ascending</param>
/// <param name="Patches">where the seeds fall in the views</param>
/// <param name="Keys">[P, C] the keys, if what replaces one is made of it too</param>
public sealed record KeyScores(float[] Scores, int[][] Pruned, PatchMap Patches, float[]? Keys = null)
{
    private const TaskContinuationOptions OnlyIfGiven = TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously;

    /// <summary>Prunes the seeds that some view sees and whose score is below the threshold.</summary>
    internal static KeyScores Of(float[] scores, int layers, float threshold, PatchMap patches) =>
        new(scores, Prune(layers, patches, (layer, seed) => scores[layer * patches.Seeds + seed] < threshold), patches);

    /// <summary>For an exchange without scores: the seeds of <see cref="RandomExchange"/>, or all, as far as some view sees them.</summary>
    /// <param name="keys">[P, C]</param>
    internal static KeyScores Unscored(TokenFusionConfig config, Tensor keys, PatchMap patches)
    {
        int layers = config.Points.DecoderLayers;
        float[] ones = new float[layers * patches.Seeds];
        Array.Fill(ones, 1);
        return config.Kind == ExchangeKind.Random
            ? new(ones, Prune(layers, patches, (layer, seed) => RandomExchange.IsChosen(layer, seed, config.Share)), patches)
            : new(ones, Prune(layers, patches, (_, _) => true), patches, keys.ToFloats());
    }

    /// <summary>Fetches the wanted tokens and has those of each layer made into rows.</summary>
    /// <remarks>All layers are asked for at once: a branch in another process costs one round trip, not one per layer.</remarks>
    /// <param name="replace">(layer, wanted patches, [n, D] their tokens) to rows; the tokens are freed when its task is done</param>
    internal async Task<TokenExchange> ExchangeAsync(
        IImageSession image, Func<int, int[], Tensor, Task<LayerReplacement>> replace, CancellationToken cancel)
    {
        int[][] wanted = [.. Pruned.Select(pruned => Patches.Wanted(pruned))];
        Task<Tensor>[] gathers = [.. wanted.Select((patches, layer) => image.GatherAsync(layer, patches, cancel))];
        var layers = new List<LayerReplacement>(gathers.Length);
        var exchange = new TokenExchange(tensor(Scores, [gathers.Length, Patches.Seeds]).DetachFromDisposeScope(), layers);
        try
        {
            for (int layer = 0; layer < gathers.Length; layer++)
                layers.Add(await replace(layer, wanted[layer], await gathers[layer].ConfigureAwait(false)).ConfigureAwait(false));
            return exchange;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
        finally
        {
            Array.ForEach(gathers, DisposeOnceGiven);
        }
    }

    private static int[][] Prune(int layers, PatchMap patches, Func<int, int, bool> givesWay) =>
    [
        .. Enumerable.Range(0, layers).Select(layer =>
            Enumerable.Range(0, patches.Seeds).Where(seed => givesWay(layer, seed) && patches.Sees(seed)).ToArray()),
    ];

    private static void DisposeOnceGiven(Task<Tensor> gather)
    {
        if (gather.IsCompletedSuccessfully)
            gather.Result.Dispose();
        else
            _ = gather.ContinueWith(done => done.Result.Dispose(), CancellationToken.None, OnlyIfGiven, TaskScheduler.Default);
    }
}
