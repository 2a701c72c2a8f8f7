using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Tests.Models;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion;

public sealed class FusedDetectorTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CheckpointParts Parts = SmallModel.Parts();

    private readonly LocalPointBranch _points = new("points", Parts.Points, SmallModel.Points);
    private readonly LocalImageBranch _image = new(
        "image", Parts.Image, SmallModel.Image, SmallModel.Points.DecoderLayers, SmallModel.Fused.BlocksPerLayer, SmallModel.Picture);
    private readonly FusionHead _head = new(Parts.Fusion, SmallModel.Fused);
    private readonly Tensor _cloud = tensor(SmallModel.Cloud(3001), [3001, 3]);
    private readonly Tensor _views = tensor(
        SmallModel.Views(2, SmallModel.Picture), [2, 3, SmallModel.Picture.Height, SmallModel.Picture.Width]);

    public async ValueTask DisposeAsync()
    {
        await _points.DisposeAsync();
        await _image.DisposeAsync();
        _cloud.Dispose();
        _views.Dispose();
    }

    [Fact]
    public async Task DetectAsync_BothBranches_ExchangesOnlyPrunedSeedsThatAViewSees()
    {
        using FusedFrame frame = await Detect(_image);
        Assert.False(frame.Degraded);
        Assert.Equal([2, 7, 4], frame.Image!.Logits.shape);
        TokenExchange exchange = frame.Exchange!;
        Assert.Equal(SmallModel.Points.DecoderLayers, exchange.Layers.Count);
        for (int layer = 0; layer < exchange.Layers.Count; layer++)
        {
            float[] scores = exchange.Scores.select(0, layer).data<float>().ToArray();
            var pruned = Enumerable.Range(0, scores.Length).Where(seed => scores[seed] < SmallModel.Fused.Threshold);
            Assert.Equal(pruned.Where(frame.Patches!.Sees), exchange.Layers[layer].Seeds);
        }

        Assert.Contains(exchange.Layers, layer => layer.Seeds.Length > 0);
    }

    [Fact]
    public async Task DetectAsync_TwoViews_EqualsThePlainNetwork()
    {
        using FusedFrame frame = await Detect(_image);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using TokenFusionNetwork plain = SmallModel.Filled(new TokenFusionNetwork(SmallModel.Fused));
        var expected = plain.call(_cloud.unsqueeze(0), _views.unsqueeze(0), seeds =>
        {
            PatchMap map = Everywhere(seeds.squeeze(0));
            return tensor(map.Patches.Select(patch => (long)patch).ToArray(), [1, map.Views, map.Seeds]);
        });

        foreach (string name in (string[])["0head_center", "last_center", "last_sem_cls_scores"])
            Assert.True(expected[name].squeeze(0).sub(frame.Points.Outputs[name]).abs().max().item<float>() < 1e-4, name);
        Assert.True(expected["pred_logits2d"].sub(frame.Image!.Logits).abs().max().item<float>() < 1e-4);
    }

    [Fact]
    public async Task DetectAsync_TheSameFrameTwiceAtOnce_GivesTheSameBits()
    {
        FusedFrame[] frames = await Task.WhenAll(Detect(_image), Detect(_image));
        Assert.Equal(Values(frames[0]), Values(frames[1]));
        Array.ForEach(frames, frame => frame.Dispose());
    }

    [Fact]
    public async Task DetectAsync_WithoutTheImageBranchsPart_AnswersFromPointsAloneAndSaysWhy()
    {
        await using IPointSession session = await _points.BeginAsync(_cloud, CancellationToken.None);
        using PointHeads alone = await session.DecodeAsync(null, CancellationToken.None);
        float[] expected = alone.Outputs["last_center"].data<float>().ToArray();

        foreach (var (branch, why) in new (IImageBranch?, string)[]
        {
            (null, "there is no image branch"),
            (new BrokenImageBranch(), "the image branch failed: out of film"),
            (new SilentImageBranch(), "the image branch did not answer in time"),
        })
        {
            using FusedFrame frame = await Detect(branch, timeout: branch is SilentImageBranch ? TimeSpan.FromMilliseconds(300) : Patience);
            Assert.Equal(why, frame.Missing);
            Assert.Null(frame.Image);
            Assert.Null(frame.Exchange);
            Assert.Equal(expected, Values(frame));
        }
    }

    [Fact]
    public async Task DetectAsync_NoPicture_AnswersFromPointsAlone()
    {
        var detector = new FusedDetector(_points, _image, _head);
        using FusedFrame frame = await detector
            .DetectAsync(_cloud, null, _ => throw new InvalidOperationException(), CancellationToken.None).WaitAsync(Patience);
        Assert.Equal("the frame has no picture", frame.Missing);
    }

    [Fact]
    public async Task DetectAsync_Cancelled_Throws()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var detector = new FusedDetector(_points, new SilentImageBranch(), _head);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => detector.DetectAsync(_cloud, _views, Everywhere, cancel.Token).WaitAsync(Patience));
    }

    [Fact]
    public async Task BeginAsync_CloudOfAnotherShape_NamesTheField()
    {
        using Tensor flat = zeros([10, 4]);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => _points.BeginAsync(flat, CancellationToken.None));
        Assert.Equal("points", refused.Field);
        Assert.Contains("[10, 4]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GatherAsync_PatchBeyondTheViews_IsRefused()
    {
        await using IImageSession session = await _image.BeginAsync(_views, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidInputException>(
            () => session.GatherAsync(0, new[] { 24 }, CancellationToken.None).WaitAsync(Patience));
    }

    private Task<FusedFrame> Detect(IImageBranch? branch, TimeSpan? timeout = null) =>
        new FusedDetector(_points, branch, _head) { ImageTimeout = timeout ?? Patience }
            .DetectAsync(_cloud, _views, Everywhere, CancellationToken.None).WaitAsync(Patience);

    // The first view sees every third seed, the second every fifth.
    private static PatchMap Everywhere(Tensor seeds)
    {
        int count = (int)seeds.shape[0], patches = SmallModel.Picture.Patches;
        var map = new int[2 * count];
        for (int seed = 0; seed < count; seed++)
            (map[seed], map[count + seed]) = (seed % 3 == 0 ? seed % patches : -1, seed % 5 == 0 ? seed % patches : -1);
        return new(2, count, patches, map);
    }

    private static float[] Values(FusedFrame frame) => frame.Points.Outputs["last_center"].data<float>().ToArray();

    private sealed class BrokenImageBranch : IImageBranch
    {
        public ImageBranchInfo Info => new("broken", 2, 30, 3, 3, 4);

        public Task<IImageSession> BeginAsync(Tensor views, CancellationToken cancel) => throw new IOException("out of film");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SilentImageBranch : IImageBranch
    {
        public ImageBranchInfo Info => new("silent", 2, 30, 3, 3, 4);

        public Task<IImageSession> BeginAsync(Tensor views, CancellationToken cancel) => new TaskCompletionSource<IImageSession>().Task;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
