using System.Runtime.CompilerServices;
using Fuse3D.Client;
using Fuse3D.V1;
using Grpc.Core;

namespace Fuse3D.Services.Tests.Client;

public sealed class DetectorClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task DetectStream_ManyFrames_AreAnsweredInOrder()
    {
        await using FakeFusion server = await FakeFusion.StartAsync(Echo);
        using DetectorClient client = DetectorClient.ForFusion(server.Address);

        List<ulong> answered = [];
        await foreach (DetectReply reply in client.DetectStreamAsync(Source(50)))
            answered.Add(reply.Header.Sequence);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (ulong)i), answered);
    }

    [Fact]
    public async Task DetectStream_ServerHoldsItsAnswers_SourceIsAskedForNoMoreThanMayBeInFlight()
    {
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FakeFusion server = await FakeFusion.StartAsync(async (request, cancel) =>
        {
            await open.Task.WaitAsync(cancel);
            return new() { Header = request.Header };
        });
        using DetectorClient client = DetectorClient.ForFusion(server.Address, new() { MaxInFlight = 3 });
        int made = 0, answered = 0;

        Task stream = Task.Run(async () =>
        {
            await foreach (DetectReply _ in client.DetectStreamAsync(Source(20, () => made++)))
                answered++;
        });
        await Task.Delay(300);
        Assert.InRange(Volatile.Read(ref made), 1, 4);   // three on their way, one waiting for room
        open.SetResult();
        await stream.WaitAsync(Patience);

        Assert.Equal(20, answered);
    }

    [Fact]
    public async Task DetectStream_SourceThrows_TheSourcesExceptionSurfaces()
    {
        await using FakeFusion server = await FakeFusion.StartAsync(Echo);
        using DetectorClient client = DetectorClient.ForFusion(server.Address);

        var failure = await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (DetectReply _ in client.DetectStreamAsync(Broken()))
            {
            }
        }).WaitAsync(Patience);

        Assert.Equal("frame 2 is damaged", failure.Message);
    }

    [Fact]
    public async Task DetectStream_NoAnswerWithinTheTimeout_EndsWithDeadlineExceeded()
    {
        await using FakeFusion server = await FakeFusion.StartAsync(Silence);
        using DetectorClient client = DetectorClient.ForFusion(server.Address, new() { Timeout = TimeSpan.FromSeconds(0.5) });

        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (DetectReply _ in client.DetectStreamAsync(Source(3)))
            {
            }
        }).WaitAsync(Patience);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task DetectStream_DroppedFrames_FreeTheirPlaces()
    {
        await using FakeFusion server = await FakeFusion.StartAsync((request, _) => Task.FromResult(
            request.Header.Sequence % 4 == 3 ? new DetectReply { Header = request.Header, DroppedBefore = 3 } : null));
        using DetectorClient client = DetectorClient.ForFusion(server.Address, new() { MaxInFlight = 4 });

        int answered = 0;
        await foreach (DetectReply _ in client.DetectStreamAsync(Source(40)))
            answered++;

        Assert.Equal(10, answered);
    }

    [Fact]
    public async Task Detect_NobodyListens_IsUnavailable()
    {
        Uri address;
        await using (FakeFusion server = await FakeFusion.StartAsync(Echo))
            address = server.Address;
        using DetectorClient client = DetectorClient.ForFusion(address);

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(new())).WaitAsync(Patience);

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    [Fact]
    public async Task Detect_ServerIsSilent_EndsAtTheTimeout()
    {
        await using FakeFusion server = await FakeFusion.StartAsync(Silence);
        using DetectorClient client = DetectorClient.ForFusion(server.Address, new() { Timeout = TimeSpan.FromSeconds(0.3) });

        var failure = await Assert.ThrowsAsync<RpcException>(() => client.DetectAsync(new())).WaitAsync(Patience);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Theory]
    [InlineData(0, 4), InlineData(-1, 4), InlineData(5, 0)]
    public void ForFusion_OptionsOutOfRange_AreRefused(double seconds, int inFlight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DetectorClient.ForFusion(
            new("http://127.0.0.1:1"), new() { Timeout = TimeSpan.FromSeconds(seconds), MaxInFlight = inFlight }));

    private static Task<DetectReply?> Echo(DetectRequest request, CancellationToken cancel) =>
        Task.FromResult<DetectReply?>(new() { Header = request.Header });

    private static async Task<DetectReply?> Silence(DetectRequest request, CancellationToken cancel)
    {
        await Task.Delay(Timeout.Infinite, cancel);
        return null;
    }

    private static async IAsyncEnumerable<DetectRequest> Source(
        int frames, Action? made = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (int i = 0; i < frames; i++)
        {
            made?.Invoke();
            yield return new() { Header = new() { Sequence = (ulong)i } };
            await Task.Yield();
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static async IAsyncEnumerable<DetectRequest> Broken()
    {
        await foreach (DetectRequest request in Source(5))
            yield return request.Header.Sequence < 2 ? request : throw new FormatException($"frame {request.Header.Sequence} is damaged");
    }
}
