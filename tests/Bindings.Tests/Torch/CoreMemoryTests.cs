using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fuse3D.TorchExtensions;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Torch;

[Collection(CoreAlone.Name)]
public sealed class CoreMemoryTests
{
    private const long Megabyte = 1 << 20;

    [Fact]
    public void MillionOperations_WithBackwardAndFailures_LeaveNothingBehind()
    {
        Work(rounds: 200);                  // fills caches
        Settle();
        long handles = LiveHandles.Count, live = CpuAllocator.LiveBytes, resident = Environment.WorkingSet;

        Assert.Equal(1_000_000, Work(rounds: 20_000));

        Settle();
        Assert.Equal(handles, LiveHandles.Count);
        Assert.Equal(live, CpuAllocator.LiveBytes);
        Assert.InRange(Environment.WorkingSet - resident, long.MinValue, 64 * Megabyte);
    }

    /// <summary>50 operations a round: arithmetic, views, a backward pass in every tenth, a failing call in every hundredth.</summary>
    private static int Work(int rounds)
    {
        int done = 0;
        for (int round = 0; round < rounds; round++)
        {
            using var scope = NewDisposeScope();
            Tensor x = ones(4, 4);
            bool record = round % 10 == 0;
            x.requires_grad = record;
            for (int i = 0; i < 8; i++, done += 5)
                x = (x * 0.5 + 1).view(4, 4).t().relu();
            Tensor sum = x.sum();
            if (record)
                sum.backward();
            done += 3;
            if (round % 100 == 0)
                Assert.Throws<ExternalException>(() => x.matmul(ones(3)));
            done += 7;
            _ = (x.detach() + x.detach()).mul_(2).split(2)[0].sum().item<float>();
        }

        return done;
    }

    [Fact]
    public void ForgottenTensors_AreCollected_BeforeMemoryGrowsMuch()
    {
        Settle();
        long live = CpuAllocator.LiveBytes, most = 0;
        for (int i = 0; i < 5_000; i++)
        {
            Forget();
            most = Math.Max(most, CpuAllocator.LiveBytes - live);
        }

        Settle();
        Assert.InRange(most, 1, 600 * Megabyte);              // 5000 times 256 KB is 1.2 GB
        Assert.InRange(CpuAllocator.LiveBytes - live, long.MinValue, Megabyte);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget() => zeros(64 * 1024).add_(1);

    [Fact]
    public void Allocator_KeepsFreedBlocks_UpToItsLimit()
    {
        long before = CpuAllocator.Limit;
        try
        {
            CpuAllocator.Limit = 8 * Megabyte;
            CpuAllocator.Empty();
            Assert.Equal(0, CpuAllocator.CachedBytes);
            zeros(Megabyte).Dispose();                          // 4 MB
            long kept = CpuAllocator.CachedBytes;
            Assert.InRange(kept, 4 * Megabyte, 6 * Megabyte);

            long live = CpuAllocator.LiveBytes;
            using (Tensor again = zeros(Megabyte))
            {
                Assert.Equal(0, CpuAllocator.CachedBytes);      // the kept block is used again
                Assert.Equal(live + kept, CpuAllocator.LiveBytes);
            }

            zeros(4 * Megabyte).Dispose();                      // 16 MB does not fit
            Assert.InRange(CpuAllocator.CachedBytes, 0, 8 * Megabyte);
            foreach (int size in Enumerable.Range(1, 40))
                zeros(size * 50_000).Dispose();
            Assert.InRange(CpuAllocator.CachedBytes, 1, 8 * Megabyte);
            CpuAllocator.Limit = 0;
            Assert.Equal(0, CpuAllocator.CachedBytes);
            zeros(Megabyte).Dispose();
            Assert.Equal(0, CpuAllocator.CachedBytes);
            Assert.Throws<ArgumentOutOfRangeException>(() => CpuAllocator.Limit = -1);
        }
        finally
        {
            CpuAllocator.Limit = before;
        }
    }

    [Fact]
    public void Alias_IsCountedAndDisposedByItself()
    {
        long handles = LiveHandles.Count;
        Tensor t = ones(3), second = t.alias();
        Assert.Equal(handles + 2, LiveHandles.Count);
        t.Dispose();
        CoreValues.Equal([1, 1, 1], second);
        second.Dispose();
        Assert.Equal(handles, LiveHandles.Count);
    }

    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
