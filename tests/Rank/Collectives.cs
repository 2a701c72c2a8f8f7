using Fuse3D.TorchExtensions;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Tests.Rank;

/// <summary>Every collective once; the values printed depend on the rank in a way that the tests work out again.</summary>
internal static class Collectives
{
    private const int Large = 1 << 20;

    public static void Run(ProcessGroup group)
    {
        using var scope = NewDisposeScope();
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64, ScalarType.Int64])
        {
            Tensor powers = tensor([1L, 2L, 3L]).pow(group.Rank + 1).to_type(type);
            group.AllReduce(powers);
            Print($"sum {type}", powers);
        }

        Tensor sent = full(2, group.Rank, dtype: ScalarType.Int64);
        group.Broadcast(sent, root: group.WorldSize - 1);
        Print("broadcast", sent);
        foreach (Tensor one in group.AllGather(tensor([10L * group.Rank, group.WorldSize])))
            Print("gathered", one);

        Tensor large = full(Large, group.Rank + 1, dtype: ScalarType.Float32), small = ones(1);
        using (Collective first = group.StartAllReduce(large), second = group.StartAllReduce(small))
        {
            second.Wait(TimeSpan.FromSeconds(20));
            first.Wait();
            Console.WriteLine($"completed {first.IsCompleted && second.IsCompleted}");
        }

        Print("large", stack([large.min(), large.max(), small[0]]).to_type(ScalarType.Int64));
        group.Barrier();
        Console.WriteLine("done");
    }

    public static void Sum(ProcessGroup group)
    {
        using Tensor one = ones(1 << 16);
        group.AllReduce(one);
    }

    private static void Print(string what, Tensor tensor) =>
        Console.WriteLine($"{what}: {string.Join(' ', tensor.to_type(ScalarType.Float64).data<double>().ToArray())}");
}
