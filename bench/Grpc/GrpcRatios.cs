namespace Fuse3D.Bench.Grpc;

/// <summary>
/// The in-repo gRPC runtime against the packages, in one run: the two take turns, so that what disturbs the machine disturbs both,
/// and medians over the rounds are compared.
/// </summary>
internal static class GrpcRatios
{
    private const int Rounds = 9, WarmUpRounds = 3;

    private static readonly (string Name, bool Payload, bool Deadline, int Callers, int CallsEach)[] s_loads =
    [
        ("unary 0 B, c=1", false, false, 1, 4000), ("unary 1 KB, c=1", true, false, 1, 4000),
        ("unary 0 B, c=32", false, false, 32, 1000), ("unary 1 KB, c=32", true, false, 32, 1000),
        ("1 KB, deadline, c=1", true, true, 1, 4000), ("1 KB, deadline, c=32", true, true, 32, 1000),
    ];

    public static async Task RunAsync()
    {
        await using GrpcLoad ours = await GrpcLoad.StartAsync(GrpcStack.Ours);
        await using GrpcLoad real = await GrpcLoad.StartAsync(GrpcStack.Real);
        Console.WriteLine($"{"",-20} {"p50 ours",9} {"real",9} {"ratio",6}    {"B/call ours",11} {"real",7} {"ratio",6}");
        foreach ((string name, bool payload, bool deadline, int callers, int callsEach) in s_loads)
        {
            List<GrpcLoad.Result> a = [], b = [];
            for (int round = -WarmUpRounds; round < Rounds; round++)
            {
                foreach ((GrpcLoad load, List<GrpcLoad.Result> results) in round % 2 == 0 ? [(ours, a), (real, b)] : ((GrpcLoad, List<GrpcLoad.Result>)[])[(real, b), (ours, a)])
                {
                    GrpcLoad.Result result = await load.RunAsync(payload, deadline, callers, callsEach);
                    if (round >= 0)
                        results.Add(result);
                }
            }

            Print(name, Median(a), Median(b));
        }
    }

    private static void Print(string name, GrpcLoad.Result ours, GrpcLoad.Result real) => Console.WriteLine(
        $"{name,-20} {ours.P50,6:F1} us {real.P50,6:F1} us {ours.P50 / real.P50,6:F2}    {ours.BytesPerCall,11:F0} {real.BytesPerCall,7:F0} {ours.BytesPerCall / real.BytesPerCall,6:F2}");

    private static GrpcLoad.Result Median(List<GrpcLoad.Result> results) =>
        new(Middle(results.Select(r => r.P50)), Middle(results.Select(r => r.BytesPerCall)));

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
