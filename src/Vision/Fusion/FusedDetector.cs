using System.Diagnostics;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Fusion;

/// <summary>Runs the two branches of a fused detector side by side, wherever they are; they exchange tokens once per frame.</summary>
/// <remarks>
/// Without the image branch's part it still answers, from points alone, and says so. Frames may overlap. Each of the three parts may be on
/// another device; between parts on the same one tokens pass by reference.
/// </remarks>
/// <param name="points">the point branch; the caller keeps it</param>
/// <param name="image">the image branch, or null when there is none; the caller keeps it</param>
/// <param name="head">scores and projections, or null when the branches share nothing; the caller keeps it</param>
public sealed class FusedDetector(IPointBranch points, IImageBranch? image, IFusionHead? head)
{
    /// <summary>How long a frame waits for the image branch, counted from its start.</summary>
    public TimeSpan ImageTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <param name="cloud">[N, 3 + F] float32 in network axes, already resampled; the caller keeps it</param>
    /// <param name="views">[V, 3, H, W] float32, normalised; null when the frame has no picture; the caller keeps them</param>
    /// <param name="project">[P, 3] seeds in network axes, on the CPU, to the patches that they fall on</param>
    public async Task<FusedFrame> DetectAsync(Tensor cloud, Tensor? views, Func<Tensor, PatchMap> project, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        using var imageCancel = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        imageCancel.CancelAfter(ImageTimeout);
        var other = new ImageSide(image, views, imageCancel, cancel);
        Exchanged? exchanged = null;
        try
        {
            await using IPointSession session = await points.BeginAsync(cloud, cancel).ConfigureAwait(false);
            using Tensor seedXyz = session.SeedXyz.cpu().DetachFromDisposeScope();
            double seeds = Since(start);
            if (head is not null)
                exchanged = await other.Try(branch => Exchange(head, session.KeyTokens, branch, () => project(seedXyz), start, imageCancel.Token)).ConfigureAwait(false);
            double tokens = Since(start);

            Task<ImageHeads?> finish = other.Try(branch => branch.FinishAsync(imageCancel.Token));
            PointHeads heads = await session.DecodeAsync(exchanged?.Tokens, cancel).ConfigureAwait(false);
            double decoded = Since(start);
            ImageHeads? imageHeads = await finish.ConfigureAwait(false);
            var times = new StageTimes(seeds, exchanged?.ScoredAfter ?? seeds, tokens, decoded, Since(start));
            return new(heads, imageHeads, seedXyz.clone().DetachFromDisposeScope(), exchanged?.Patches, exchanged?.Tokens, other.Missing, times);
        }
        catch
        {
            exchanged?.Tokens.Dispose();
            throw;
        }
        finally
        {
            await other.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task<Exchanged> Exchange(
        IFusionHead head, Tensor keys, IImageSession branch, Func<PatchMap> project, long start, CancellationToken cancel)
    {
        PatchMap patches = project();
        KeyScores scored = await head.ScoreAsync(keys, patches, cancel).ConfigureAwait(false);
        double scoredAfter = Since(start);
        return new(patches, await head.ExchangeAsync(scored, branch, cancel).ConfigureAwait(false), scoredAfter);
    }

    private static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    private sealed record Exchanged(PatchMap Patches, TokenExchange Tokens, double ScoredAfter);
}
