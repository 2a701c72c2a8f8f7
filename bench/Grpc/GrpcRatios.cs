namespace Fuse3D.Bench.Grpc;

/// <summary>
/// The in-repo gRPC runtime against the packages, in one run: the two take turns, so that what disturbs the machine disturbs both.
/// </summary>
/// <remarks>
/// With one caller a connection's latency settles near one of two values, as its threads happen to share cores or to wake idle ones; both
/// runtimes hand the work on equally often. So servers and connections are made anew several times, and the mean over them is compared.
/// </remarks>
internal static class GrpcRatios
{
    private const int Connections = 12, Rounds = 2, FirstWarmUpRounds = 10;

    public static async Task RunAsync()
    {
        var results = GrpcWork.All.ToDictionary(work => work.Name, _ => (Ours: new List<GrpcLoad.Result>(), Real: new List<GrpcLoad.Result>()));
        for (int connection = 0; connection < Connections; connection++)
        {
            await using GrpcLoad ours = await GrpcLoad.StartAsync(GrpcStack.Ours);
            await using GrpcLoad real = await GrpcLoad.StartAsync(GrpcStack.Real);
            for (int round = 0; connection == 0 && round < FirstWarmUpRounds; round++)   // until the runtime has compiled both for speed
            {
                await ours.RunAsync(GrpcWork.All[1]);
                await real.RunAsync(GrpcWork.All[1]);
            }

            foreach (GrpcWork work in GrpcWork.All)
                await CompareAsync(work, ours, real, results[work.Name]);
        }

        Console.WriteLine($"{"",-26} {"p50 ours",9} {"real",9} {"ratio",6}   {"alloc ours",11} {"real",9} {"ratio",6}");
        foreach (var (name, (ours, real)) in results)
        {
            (GrpcLoad.Result a, GrpcLoad.Result b) = (Mean(ours), Mean(real));
            Console.WriteLine($"{name,-26} {a.P50,6:F1} us {b.P50,6:F1} us {a.P50 / b.P50,6:F2}   {a.Bytes,9:F0} B {b.Bytes,7:F0} B {a.Bytes / b.Bytes,6:F2}");
        }
    }

    // The first round of each connection warms it up.
    private static async Task CompareAsync(
        GrpcWork work, GrpcLoad ours, GrpcLoad real, (List<GrpcLoad.Result> Ours, List<GrpcLoad.Result> Real) results)
    {
        for (int round = 0; round <= Rounds; round++)
        {
            bool oursFirst = round % 2 == 0;
            GrpcLoad.Result first = await (oursFirst ? ours : real).RunAsync(work), second = await (oursFirst ? real : ours).RunAsync(work);
            if (round == 0)
                continue;
            results.Ours.Add(oursFirst ? first : second);
            results.Real.Add(oursFirst ? second : first);
        }
    }

    private static GrpcLoad.Result Mean(List<GrpcLoad.Result> results) => new(results.Average(r => r.P50), results.Average(r => r.Bytes));
}
