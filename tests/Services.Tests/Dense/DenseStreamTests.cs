using Fuse3D.Client;
using Fuse3D.ServiceDefaults.Dense;
using Fuse3D.Services.Image;
using Fuse3D.Services.Tests.Support;
using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Models.Dense;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Fuse3D.Services.Tests.Dense;

/// <summary>Streams of frames through dense models: order, bad frames, several clients, cancellation, deadline, queue, memory.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]       // counts the tensors of the process
public sealed class DenseStreamTests : IAsyncLifetime
{
    private const string Name = "dense streams";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _temporary = new();
    private string _folder = "";
    private RunningHost _host = null!;
    private DenseClient _client = null!;

    public async Task InitializeAsync()
    {
        _folder = DenseFrames.Write(_temporary, "segformer");
        _host = await RunningHost.StartAsync(
            args => ImageHost.Build(args), "--dense-model", _folder, "--dense-model", DenseFrames.Write(_temporary, "token_translation"), "--parallel", "1", "--max-queue", "1");
        _client = new(_host.Grpc, new() { MaxInFlight = 2 });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task SegmentStream_OddSizesAndABadFrame_AnswersAllInOrder()
    {
        (int Width, int Height)[] sizes = [(33, 21), (64, 48), (7, 90), (40, 40), (51, 1)];
        using DensePredictor predictor = DensePredictor.Load(DenseModelFolder.Open(_folder));

        List<DenseReply> replies = await Collect(_client.SegmentStreamAsync(Source(sizes.Length, i =>
        {
            DenseRequest request = DenseFrames.Segmentation(i, sizes[i].Width, sizes[i].Height);
            if (i == 2)
                request.Modalities[1].Picture.Data = ByteString.CopyFromUtf8("no picture");
            return request;
        })));

        Assert.Equal([0ul, 1ul, 2ul, 3ul, 4ul], replies.Select(reply => reply.Header.Sequence));
        Assert.Equal([0, 0, (int)StatusCode.InvalidArgument, 0, 0], replies.Select(reply => reply.Status.Code));
        Assert.Equal("modalities[1].picture.data", replies[2].Status.Field);
        Assert.Null(replies[2].Ensemble);
        foreach (int i in (int[])[0, 1, 3, 4])
        {
            SegmentationResult expected = await predictor.SegmentAsync(DenseFrames.Pictures(i, sizes[i].Width, sizes[i].Height));
            Assert.Equal(expected.Ensemble, replies[i].Ensemble.Values.Inline.ToByteArray());
        }
    }

    [Fact]
    public async Task TranslateStream_TwoClientsAtOnce_EachGetsItsOwn()
    {
        // Two streams have two frames at most at the host: one runs, one waits.
        using DenseClient other = new(_host.Grpc, new() { MaxInFlight = 1 });
        async Task<byte[][]> Maps(DenseClient client, int first) => [.. (await Collect(client.TranslateStreamAsync(
            Source(6, i => DenseFrames.Translation(first + i, 40 + i, 30))))).Select(reply => reply.Ensemble.Values.Inline.ToByteArray())];
        byte[][] expected = await Maps(_client, 0);

        Task<byte[][]> mine = Maps(_client, 0), others = Maps(other, 100);

        Assert.Equal(expected, await mine);
        Assert.NotEqual(expected[0], (await others)[0]);
        Assert.Equal(6, (await others).Length);
    }

    [Fact]
    public async Task SegmentStream_LatestOnly_AnswersTheNewestAndCountsTheRest()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(_host.Grpc);
        using var call = new DenseModel.DenseModelClient(channel).SegmentStream(deadline: DateTime.UtcNow + Soon);
        for (int i = 0; i < 8; i++)
        {
            DenseRequest request = DenseFrames.Segmentation(i, 200, 150, "segformer");
            request.Stream = new() { Policy = StreamPolicy.LatestOnly };
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        List<DenseReply> replies = await Collect(call.ResponseStream.ReadAllAsync());

        Assert.Equal(7ul, replies[^1].Header.Sequence);
        Assert.Equal(8ul, replies.Aggregate(0ul, (sum, reply) => sum + 1 + reply.DroppedBefore));
    }

    [Fact]
    public async Task Segment_CallerCancelsOrDeadlinePasses_FreesItsTurn()
    {
        ServedDense model = _host.Get<DenseModels>().All[0];
        DenseRequest slow = DenseFrames.Segmentation(1, 640, 480, "segformer");
        slow.Options.Scales.AddRange(Enumerable.Range(0, 16).Select(i => 1 + i / 16.0));
        slow.Options.Flip = true;
        using GrpcChannel channel = GrpcChannel.ForAddress(_host.Grpc);
        DenseModel.DenseModelClient client = new(channel);
        using var cancel = new CancellationTokenSource();

        var call = client.SegmentAsync(slow, cancellationToken: cancel.Token);
        await Eventually.Holds(() => model.Gate.Present == 1);
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Soon))).StatusCode);
        await Eventually.Holds(() => model.Gate.Present == 0);

        var late = await Assert.ThrowsAsync<RpcException>(() => client.SegmentAsync(slow, deadline: DateTime.UtcNow.AddMilliseconds(300)).ResponseAsync.WaitAsync(Soon));
        Assert.Equal(StatusCode.DeadlineExceeded, late.StatusCode);
        await Eventually.Holds(() => model.Gate.Present == 0);
    }

    [Fact]
    public async Task Segment_QueueFull_IsResourceExhausted()
    {
        ServedDense model = _host.Get<DenseModels>().All[0];
        using IDisposable running = await model.Gate.EnterAsync(default);
        using CancellationTokenSource cancel = new();
        Task<DenseReply> waiting = _client.SegmentAsync(DenseFrames.Segmentation(1, 32, 32), cancel.Token);
        await Eventually.Holds(() => model.Gate.Present == 2);

        var refused = await Assert.ThrowsAsync<RpcException>(() => _client.SegmentAsync(DenseFrames.Segmentation(2, 32, 32)));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<RpcException>(() => waiting);
    }

    [Fact]
    public async Task SegmentStream_LongStream_KeepsNoTensors()
    {
        await Run(20);
        long before = TorchSharp.torch.Tensor.TotalCount;

        await Run(200);

        await Eventually.Holds(() => TorchSharp.torch.Tensor.TotalCount <= before);

        async Task Run(int frames)
        {
            int answered = 0;
            await foreach (DenseReply reply in _client.SegmentStreamAsync(Source(frames, i => DenseFrames.Segmentation(i, 24 + i % 9, 24))))
                answered += reply.Status.Code == 0 ? 1 : 0;
            Assert.Equal(frames, answered);
        }
    }

    private static async IAsyncEnumerable<DenseRequest> Source(int count, Func<int, DenseRequest> make)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return make(i);
        }
    }

    private static async Task<List<DenseReply>> Collect(IAsyncEnumerable<DenseReply> replies)
    {
        using CancellationTokenSource limit = new(Soon);
        List<DenseReply> all = [];
        await foreach (DenseReply reply in replies.WithCancellation(limit.Token))
            all.Add(reply);
        return all;
    }
}
