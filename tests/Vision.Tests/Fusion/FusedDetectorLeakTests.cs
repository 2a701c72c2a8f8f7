#if FUSE3D_BINDINGS
using Fuse3D.TorchExtensions;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Models;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion;

/// <summary>Tests that count native tensors run while no other test makes any.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class Alone
{
    public const string Name = "alone";
}

[Collection(Alone.Name)]
public class FusedDetectorLeakTests
{
    [Fact]
    public async Task DetectAsync_ManyFrames_LeavesNoTensorBehind()
    {
        CheckpointParts parts = SmallModel.Parts();
        await using var points = new LocalPointBranch("points", parts.Points, SmallModel.Points);
        await using var image = new LocalImageBranch(
            "image", parts.Image, SmallModel.Image, SmallModel.Points.DecoderLayers, SmallModel.Fused.BlocksPerLayer, SmallModel.Picture);
        var head = new FusionHead(parts.Fusion, SmallModel.Fused);
        var detector = new FusedDetector(points, image, head) { ImageTimeout = TimeSpan.FromSeconds(60) };
        using Tensor cloud = tensor(SmallModel.Cloud(2100), [2100, 3]);
        using Tensor views = tensor(SmallModel.Views(1, SmallModel.Picture), [1, 3, SmallModel.Picture.Height, SmallModel.Picture.Width]);

        await Detect();
        GC.Collect();       // what other tests forgot goes now, not in between
        GC.WaitForPendingFinalizers();
        long before = LiveHandles.Count;
        for (int i = 0; i < 20; i++)
            await Detect();
        Assert.Equal(before, LiveHandles.Count);

        async Task Detect()
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            (await detector.DetectAsync(cloud, views, Centre, timeout.Token)).Dispose();
        }
    }

    private static PatchMap Centre(Tensor seeds)
    {
        var patches = new int[seeds.shape[0]];
        Array.Fill(patches, SmallModel.Picture.Patches / 2);
        return new(1, patches.Length, SmallModel.Picture.Patches, patches);
    }
}
#endif
