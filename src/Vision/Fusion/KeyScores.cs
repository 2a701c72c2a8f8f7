using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>What the fusion wants of the image branch for one frame.</summary>
/// <param name="Scores">[L, P] in 0..1</param>
/// <param name="Pruned">[L] seeds that give way to a picture's token, ascending</param>
/// <param name="Patches">where the seeds fall in the views</param>
public sealed record KeyScores(float[] Scores, int[][] Pruned, PatchMap Patches)
{
    private const TaskContinuationOptions OnlyIfGiven = TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously;

    /// <summary>Prunes the seeds that some view sees and whose score is below the threshold.</summary>
    internal static KeyScores Of(float[] scores, int layers, float threshold, PatchMap patches)
    {
        int seeds = patches.Seeds;
        int[][] pruned = [.. Enumerable.Range(0, layers).Select(layer =>
            Enumerable.Range(0, seeds).Where(seed => scores[layer * seeds + seed] < threshold && patches.Sees(seed)).ToArray())];
        return new(scores, pruned, patches);
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

    private static void DisposeOnceGiven(Task<Tensor> gather)
    {
        if (gather.IsCompletedSuccessfully)
            gather.Result.Dispose();
        else
            _ = gather.ContinueWith(done => done.Result.Dispose(), CancellationToken.None, OnlyIfGiven, TaskScheduler.Default);
    }
}
