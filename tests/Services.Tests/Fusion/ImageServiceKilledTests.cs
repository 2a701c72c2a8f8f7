using System.Diagnostics;
using Fuse3D.Client;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;

namespace Fuse3D.Services.Tests.Fusion;

/// <summary>The image service is killed in the middle of a stream and comes back: no frame is lost.</summary>
[Trait("Category", "Fault")]
public sealed class ImageServiceKilledTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task DetectStream_ImageServiceKilledAndRestarted_IsDegradedBetweenAndWholeWithinTwoSeconds()
    {
        await using var three = await ThreeProcesses.StartAsync(TinyModel.Write(_temporary));
        using var client = DetectorClient.ForFusion(three.Fusion.Grpc, new() { Timeout = TimeSpan.FromSeconds(30), MaxInFlight = 2 });
        using var stop = new CancellationTokenSource(Limit);
        List<bool> degraded = [];
        int sent = 0;
        async IAsyncEnumerable<DetectRequest> Stream()
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(10);
                yield return TinyModel.Frame(sent++);
            }
        }

        Task reading = Task.Run(async () =>
        {
            await foreach (DetectReply reply in client.DetectStreamAsync(Stream()))
            {
                Assert.Equal(0, reply.Status.Code);
                Assert.Equal((ulong)degraded.Count, reply.Header.Sequence);
                lock (degraded)
                    degraded.Add(reply.Degraded);
            }
        });
        bool Last()
        {
            lock (degraded)
                return degraded.Count > 0 && degraded[^1];
        }

        await Eventually.Holds(() => degraded.Count > 20);
        Assert.False(Last());
        await three.Image.KillAsync();
        await Eventually.Holds(Last);

        await three.RestartImageAsync();
        long back = Stopwatch.GetTimestamp();
        await Eventually.Holds(() => !Last());
        Assert.InRange(Stopwatch.GetElapsedTime(back), TimeSpan.Zero, TimeSpan.FromSeconds(2));

        await stop.CancelAsync();
        await reading.WaitAsync(Limit);
        Assert.Equal(sent, degraded.Count);
        Assert.Contains(true, degraded);
        Assert.False(degraded[^1]);
    }
}
