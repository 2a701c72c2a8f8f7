using Fuse3D.Vision.Models.Dense;

namespace Fuse3D.Vision.Metrics.Running;

/// <summary>What segmentation and translation have in common when frames are answered.</summary>
internal static class DenseAnswers
{
    /// <summary>Pictures of a batch may differ in size, and go through the network by themselves.</summary>
    public static async Task<IReadOnlyList<TResult>> OneByOne<TSample, TResult>(
        IReadOnlyList<TSample> samples, Func<TSample, CancellationToken, Task<TResult>> ask, CancellationToken cancel)
    {
        var results = new TResult[samples.Count];
        for (int i = 0; i < results.Length; i++)
            results[i] = await ask(samples[i], cancel).ConfigureAwait(false);
        return results;
    }

    public static ExchangedShare[] Shares(IReadOnlyList<ExchangedPlace> exchange) =>
        [.. exchange.Select(place => new ExchangedShare(place.Place, [.. place.Masks.Select(mask => mask.Share)]))];
}
