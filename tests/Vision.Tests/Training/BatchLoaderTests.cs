using Fuse3D.Vision.Configs;
using Fuse3D.Vision.Training.Loading;

namespace Fuse3D.Vision.Tests.Training;

public class BatchLoaderTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly string[] Ids = [.. Enumerable.Range(0, 10).Select(i => $"scene{i}")];
    private static readonly BatchPlan Plan = new(Ids.Length, Batch: 3, DropLast: true, Seed: 5);

    [Theory]
    [InlineData(1, 1), InlineData(2, 3), InlineData(5, 2), InlineData(8, 64)]
    public void Next_AnyNumberOfThreads_GivesTheSameBatches(int threads, int ahead)
    {
        using BatchLoader<ulong> one = Loader((_, seed) => seed, threads: 1);
        using BatchLoader<ulong> many = Loader((id, seed) =>
        {
            Thread.Sleep((int)(seed % 3));      // out of order on purpose
            return seed;
        }, threads, ahead);

        for (int step = 0; step < 12; step++)
            AssertSame(Next(one), Next(many));
    }

    [Fact]
    public void Next_FromALaterStep_GoesOnAsIfItHadRunFromTheStart()
    {
        using BatchLoader<ulong> whole = Loader((_, seed) => seed);
        using BatchLoader<ulong> resumed = Loader((_, seed) => seed, firstStep: 5);
        for (int step = 0; step < 5; step++)
            Next(whole);

        for (int step = 5; step < 9; step++)
            AssertSame(Next(whole), Next(resumed));
    }

    [Fact]
    public void Next_AnEpoch_TakesEachSampleOnceAndEachEpochInAnotherOrder()
    {
        BatchPlan whole = Plan with { Batch = 5 };
        int[] first = [.. whole.Places(0).Concat(whole.Places(1)).Select(place => place.Index)], second = [.. whole.Places(2).Concat(whole.Places(3)).Select(place => place.Index)];

        Assert.Equal(Enumerable.Range(0, 10), first.Order());
        Assert.Equal(Enumerable.Range(0, 10), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(20, whole.Places(0).Concat(whole.Places(1)).Concat(whole.Places(2)).Concat(whole.Places(3)).Select(place => place.Seed).Distinct().Count());
    }

    [Fact]
    public void Places_OfTwoRanks_AreTheJoinedBatch()
    {
        BatchPlan joined = Plan with { Batch = 4 };
        BatchPlan[] ranks = [.. Enumerable.Range(0, 2).Select(rank => Plan with { Batch = 2, Rank = rank, Ranks = 2 })];

        for (int step = 0; step < 6; step++)
            Assert.Equal(joined.Places(step), ranks.SelectMany(rank => rank.Places(step)));
    }

    [Theory]
    [InlineData(10, 3, true, 3), InlineData(10, 3, false, 4), InlineData(2, 8, true, 1), InlineData(9, 3, false, 3)]
    public void StepsPerEpoch_Counts(int samples, int batch, bool dropLast, int expected)
    {
        BatchPlan plan = new(samples, batch, dropLast, 1);
        Assert.Equal(expected, plan.StepsPerEpoch);
        Assert.Equal(batch, plan.Places(0).Length);
    }

    [Fact]
    public void Next_ADamagedSample_EndsWithItsId()
    {
        using BatchLoader<ulong> loader = Loader((id, seed) => id == "scene4" ? throw new InvalidInputException("pc.npz: is cut short", "points") : seed);

        var failure = Assert.Throws<InvalidInputException>(() => Enumerable.Range(0, 4).Select(_ => Next(loader)).ToList());

        Assert.Equal("sample 'scene4': pc.npz: is cut short", failure.Message);
    }

    [Fact]
    public void Next_ADefectInALoader_EndsWithTheSamplesId()
    {
        using BatchLoader<ulong> loader = Loader((id, seed) => id == "scene4" ? throw new ArithmeticException("index") : seed);

        var failure = Assert.Throws<InvalidOperationException>(() => Enumerable.Range(0, 4).Select(_ => Next(loader)).ToList());

        Assert.Contains("scene4", failure.Message, StringComparison.Ordinal);
        Assert.IsType<ArithmeticException>(failure.InnerException);
    }

    [Theory]
    [InlineData(1), InlineData(4)]
    public void Next_DamagedSamplesSkipped_OthersStandIn(int threads)
    {
        using BatchLoader<string> loader = Loader((id, _) => id is "scene4" or "scene7" ? throw new InvalidInputException("damaged") : id, threads, damaged: DamagedSamples.Skip);

        string[] seen = [.. Enumerable.Range(0, 6).SelectMany(_ => Next(loader).Samples).Select(sample => sample.Value)];

        Assert.Equal(18, seen.Length);
        Assert.DoesNotContain("scene4", seen);
        Assert.Equal(2, loader.DamagedCount);
    }

    [Fact]
    public void Next_EverySampleDamaged_Ends()
    {
        using BatchLoader<string> loader = Loader<string>((_, _) => throw new InvalidInputException("damaged"), damaged: DamagedSamples.Skip);

        Assert.Contains("10 samples in a row are damaged", Assert.Throws<InvalidInputException>(() => Next(loader)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_Cancelled_StopsWaiting()
    {
        using var blocked = new ManualResetEventSlim();
        using BatchLoader<ulong> loader = Loader((_, seed) =>
        {
            blocked.Wait(Limit);
            return seed;
        });
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAsync<OperationCanceledException>(() => Task.Run(() => loader.Next(cancel.Token)).WaitAsync(Limit));
        blocked.Set();
    }

    [Fact]
    public void Next_NobodyTakes_NoMoreThanTheBatchesAheadAreMade()
    {
        int made = 0;
        using BatchLoader<ulong> loader = Loader((_, seed) => { Interlocked.Increment(ref made); return seed; }, threads: 4, ahead: 2);

        Next(loader);
        SpinWait.SpinUntil(() => Volatile.Read(ref made) >= 9, Limit);
        Thread.Sleep(50);

        Assert.Equal(9, made);      // one batch taken, two ahead
    }

    private static BatchLoader<T> Loader<T>(
        Func<string, ulong, T> draw, int threads = 2, int ahead = 2, long firstStep = 0, DamagedSamples damaged = DamagedSamples.Stop) =>
        new(Plan, Ids, draw, new() { Threads = threads, Ahead = ahead }, damaged, firstStep);

    private static Batch<T> Next<T>(BatchLoader<T> loader)
    {
        using var limit = new CancellationTokenSource(Limit);
        return loader.Next(limit.Token);
    }

    private static void AssertSame<T>(Batch<T> expected, Batch<T> actual)
    {
        Assert.Equal(expected.Step, actual.Step);
        Assert.Equal(expected.Samples, actual.Samples);
    }
}
