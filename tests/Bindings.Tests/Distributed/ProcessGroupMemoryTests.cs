using Fuse3D.Bindings.Tests.Torch;
using Fuse3D.TorchExtensions;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Bindings.Tests.Distributed;

[Collection(CoreAlone.Name)]
public sealed class ProcessGroupMemoryTests
{
    [SkippableFact]
    public void ManyCollectivesAndGroups_LeaveNothingBehind()
    {
        Skip.IfNot(ProcessGroupTests.HasGloo, "the native library was built without gloo (libgloo-dev)");
        Work(groups: 2);                    // fills caches
        Settle();
        long handles = LiveHandles.Count, live = CpuAllocator.LiveBytes, resident = Environment.WorkingSet;
        int files = OpenFiles();

        Work(groups: 20);

        Settle();
        Assert.Equal(handles, LiveHandles.Count);
        Assert.Equal(live, CpuAllocator.LiveBytes);
        Assert.InRange(OpenFiles() - files, int.MinValue, 5);               // a group has more than this by itself
        Assert.InRange(Environment.WorkingSet - resident, long.MinValue, 32 << 20);
    }

    /// <summary>In each group 500 sums of 64 KB, waited for or left alone, and 50 gatherings.</summary>
    private static void Work(int groups)
    {
        for (int i = 0; i < groups; i++)
        {
            using var scope = NewDisposeScope();
            using ProcessGroup group = ProcessGroupTests.Alone();
            for (int j = 0; j < 500; j++)
            {
                using Tensor tensor = ones(16 * 1024);
                using Collective running = group.StartAllReduce(tensor);
                if (j % 5 != 0)
                    running.Wait();
                if (j % 10 == 0)
                    Array.ForEach(group.AllGather(tensor), one => one.Dispose());
            }
        }
    }

    private static int OpenFiles() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        CpuAllocator.Empty();
    }
}
