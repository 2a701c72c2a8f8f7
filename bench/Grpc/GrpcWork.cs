using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Fuse3D.Bench.Grpc;

/// <summary>What a caller does and how often; each time is measured.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Callers">Callers at once.</param>
/// <param name="Each">Calls or messages of each caller, one after the other.</param>
/// <param name="RunAsync">Does it as often as there is room for its times, in ticks of the stopwatch.</param>
internal sealed record GrpcWork(string Name, int Callers, int Each, Func<TestService.TestServiceClient, Memory<long>, Task> RunAsync)
{
    private static readonly Empty s_empty = new();
    private static readonly SimpleRequest s_kilobyte = Request(1024);
    private static readonly SimpleRequest s_megabyte = Request(1024 * 1024);
    private static readonly StreamingOutputCallRequest s_message = new() { Payload = s_kilobyte.Payload };

    public static IReadOnlyList<GrpcWork> All { get; } =
    [
        .. EachWith("unary 0 B", 4000, 1000, Unary((client, _) => client.EmptyCallAsync(s_empty).ResponseAsync)),
        .. EachWith("unary 1 KB", 4000, 1000, Unary((client, _) => client.UnaryCallAsync(s_kilobyte).ResponseAsync)),
        .. EachWith("1 KB with deadline", 4000, 1000, Unary((client, end) => client.UnaryCallAsync(s_kilobyte, deadline: end).ResponseAsync)),
        .. EachWith("1 KB in a stream", 4000, 1000, PingPongAsync),
        new("1 MB up, 1 KB down, c=1", 1, 200, Unary((client, _) => client.UnaryCallAsync(s_megabyte).ResponseAsync)),
    ];

    private static IEnumerable<GrpcWork> EachWith(string name, int alone, int together, Func<TestService.TestServiceClient, Memory<long>, Task> run) =>
        [new($"{name}, c=1", 1, alone, run), new($"{name}, c=32", 32, together, run)];

    private static Func<TestService.TestServiceClient, Memory<long>, Task> Unary(Func<TestService.TestServiceClient, DateTime, Task> call) =>
        async (client, ticks) =>
        {
            DateTime end = DateTime.UtcNow.AddMinutes(5);
            for (int i = 0; i < ticks.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                await call(client, end);
                ticks.Span[i] = Stopwatch.GetTimestamp() - start;
            }
        };

    private static async Task PingPongAsync(TestService.TestServiceClient client, Memory<long> ticks)
    {
        using var call = client.FullDuplexCall();
        for (int i = 0; i < ticks.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await call.RequestStream.WriteAsync(s_message);
            await call.ResponseStream.MoveNext();
            ticks.Span[i] = Stopwatch.GetTimestamp() - start;
        }

        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext();
    }

    private static SimpleRequest Request(int bytes) => new() { Payload = new Payload { Body = ByteString.CopyFrom(new byte[bytes]) } };
}
