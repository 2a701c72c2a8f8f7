using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Models;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion;

public sealed class LocalImageBranchTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int[] Some = [1, 2, 5, 9];

    private readonly LocalImageBranch _branch = new(
        "image", SmallModel.Parts().Image, SmallModel.Image, SmallModel.Points.DecoderLayers, SmallModel.Fused.BlocksPerLayer, SmallModel.Picture);
    private readonly Tensor _views = tensor(
        SmallModel.Views(2, SmallModel.Picture), [2, 3, SmallModel.Picture.Height, SmallModel.Picture.Width]);

    public async ValueTask DisposeAsync()
    {
        await _branch.DisposeAsync();
        _views.Dispose();
    }

    [Fact]
    public async Task GatherAsync_BeforeOrAfterTheLayer_GivesTheSameBits()
    {
        for (int layer = 0; layer < _branch.Info.Layers; layer++)
        {
            float[] early = await Rows(layer, finishFirst: false), late = await Rows(layer, finishFirst: true);
            Assert.Equal(early, late);
        }
    }

    private async Task<float[]> Rows(int layer, bool finishFirst)
    {
        await using IImageSession session = await _branch.BeginAsync(_views, CancellationToken.None);
        if (finishFirst)
            using (await session.FinishAsync(CancellationToken.None).WaitAsync(Patience)) { }
        using Tensor rows = await session.GatherAsync(layer, Some, CancellationToken.None).WaitAsync(Patience);
        return rows.data<float>().ToArray();
    }

    [Fact]
    public async Task GatherAsync_OfALayerASecondTime_IsRefused()
    {
        await using IImageSession session = await _branch.BeginAsync(_views, CancellationToken.None);
        using Tensor rows = await session.GatherAsync(0, Some, CancellationToken.None).WaitAsync(Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.GatherAsync(0, Some, CancellationToken.None).WaitAsync(Patience));
    }

    [Fact]
    public async Task GatherAsync_OfAPatchBeyondTheViews_NamesIt()
    {
        await using IImageSession session = await _branch.BeginAsync(_views, CancellationToken.None);
        var failure = await Assert.ThrowsAsync<InvalidInputException>(
            () => session.GatherAsync(1, new[] { 0, 9999 }, CancellationToken.None).WaitAsync(Patience));
        Assert.Contains("9999", failure.Message, StringComparison.Ordinal);
    }
}
