namespace Fuse3D.Bench.Grpc;

/// <summary>
/// The in-repo gRPC runtime against the packages, in one run: the two take turns, so that what disturbs the machine disturbs both,
/// and medians over the rounds are compared.
/// </summary>
internal static class GrpcRatios
{
    private const int Rounds = 9, WarmUpRounds = 3, FirstWarmUpRounds = 10;

    public static async Task RunAsync()
    {
        await using GrpcLoad ours = await GrpcLoad.StartAsync(GrpcStack.Ours);
        await using GrpcLoad real = await GrpcLoad.StartAsync(GrpcStack.Real);
        Console.WriteLine($"{"",-26} {"p50 ours",9} {"real",9} {"ratio",6}   {"alloc ours",11} {"real",9} {"ratio",6}");
        for (int round = 0; round < FirstWarmUpRounds; round++)   // until the runtime has compiled both for speed
        {
            await ours.RunAsync(GrpcWork.All[1]);
            await real.RunAsync(GrpcWork.All[1]);
        }

        foreach (GrpcWork work in GrpcWork.All)
        {
            (GrpcLoad.Result a, GrpcLoad.Result b) = await CompareAsync(work, ours, real);
            Console.WriteLine(
                $"{work.Name,-26} {a.P50,6:F1} us {b.P50,6:F1} us {a.P50 / b.P50,6:F2}   {a.Bytes,9:F0} B {b.Bytes,7:F0} B {a.Bytes / b.Bytes,6:F2}");
        }
    }

    private static async Task<(GrpcLoad.Result Ours, GrpcLoad.Result Real)> CompareAsync(GrpcWork work, GrpcLoad ours, GrpcLoad real)
    {
        List<GrpcLoad.Result> a = [], b = [];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            bool oursFirst = round % 2 == 0;
            GrpcLoad.Result first = await (oursFirst ? ours : real).RunAsync(work), second = await (oursFirst ? real : ours).RunAsync(work);
            if (round < 0)
                continue;
            a.Add(oursFirst ? first : second);
            b.Add(oursFirst ? second : first);
        }

        return (Median(a), Median(b));
    }

    private static GrpcLoad.Result Median(List<GrpcLoad.Result> results) =>
        new(Middle(results.Select(r => r.P50)), Middle(results.Select(r => r.Bytes)));

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
