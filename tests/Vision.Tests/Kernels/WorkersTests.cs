using Fuse3D.Vision.Kernels;

namespace Fuse3D.Vision.Tests.Kernels;

public class WorkersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(5)]
    public void For_AnyCount_RunsEveryChunkOnce(int count)
    {
        using Workers workers = new(count);
        foreach (int chunks in (int[])[0, 1, 2, 3, 1000])
        {
            int[] runs = new int[chunks];
            workers.For(chunks, chunk => Interlocked.Increment(ref runs[chunk]));
            Assert.All(runs, run => Assert.Equal(1, run));
        }
    }

    [Fact]
    public void For_TwoChunksThatWaitForEachOther_RunAtTheSameTime()
    {
        using Workers workers = new(2);
        using Barrier barrier = new(2);
        workers.For(2, _ => Assert.True(barrier.SignalAndWait(Patience), "the second chunk did not start"));
    }

    [Fact]
    public async Task For_ManyCallersAtOnce_EachGetsItsOwnChunks()
    {
        using Workers workers = new(3);
        Task<long>[] callers = [.. Enumerable.Range(0, 8).Select(caller => Task.Run(() => SumOfSums(workers, caller)))];
        long[] sums = await Task.WhenAll(callers).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 8).Select(caller => 200L * (4950 + 100 * caller)), sums);
    }

    [Fact]
    public async Task For_InsideABody_Finishes()
    {
        using Workers workers = new(3);
        int inner = 0;
        await Task.Run(() => workers.For(8, _ => workers.For(8, _ => Interlocked.Increment(ref inner)))).WaitAsync(Patience);
        Assert.Equal(64, inner);
    }

    [Fact]
    public void For_BodyThrows_SurfacesTheExceptionAndWorksAgain()
    {
        using Workers workers = new(2);
        var thrown = Assert.Throws<InvalidInputException>(() => workers.For(100, Throw));
        Assert.Equal("chunk 7", thrown.Message);
        Assert.Contains(nameof(Throw), thrown.StackTrace, StringComparison.Ordinal);

        int runs = 0;
        workers.For(100, _ => Interlocked.Increment(ref runs));
        Assert.Equal(100, runs);

        static void Throw(int chunk)
        {
            if (chunk == 7)
                throw new InvalidInputException($"chunk {chunk}");
        }
    }

    [Fact]
    public void Dispose_EndsTheThreads_AndRefusesMoreWork()
    {
        HashSet<Thread> seen = [];
        Workers workers = new(4);
        workers.For(200, _ =>
        {
            Thread.Sleep(1);
            lock (seen)
                seen.Add(Thread.CurrentThread);
        });
        workers.Dispose();
        Assert.All(seen.Where(thread => thread != Thread.CurrentThread), thread => Assert.False(thread.IsAlive));
        Assert.Throws<ObjectDisposedException>(() => workers.For(2, _ => { }));
    }

    [Fact]
    public void Count_OutsideTheAllowed_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Workers(0));
        using Workers workers = new(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => workers.For(-1, _ => { }));
    }

    private static long SumOfSums(Workers workers, int caller)
    {
        long total = 0;
        for (int repeat = 0; repeat < 200; repeat++)
            workers.For(100, chunk => Interlocked.Add(ref total, chunk + caller));
        return total;
    }
}
