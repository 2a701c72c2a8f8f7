#if FUSE3D_BINDINGS
using Fuse3D.TorchExtensions;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Tests.Models;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion;

/// <summary>The same of the module branches: frame after frame, no tensor stays behind.</summary>
[Collection(Alone.Name), Trait("Category", "Gpu")]
public class ModuleLeakTests
{
    private const int Frames = 200, WarmUp = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly GroupFreeConfig Points = SmallModel.Points with { StagePoints = [64, 32, 16, 16], Candidates = 9 };
    private static readonly TokenFusionConfig Fused = SmallModel.Fused with { Points = Points };

    [SkippableTheory, InlineData(TestDevice.Modules), InlineData(TestDevice.Cuda)]
    public async Task DetectAsync_ManyFramesSomeWithoutAnImageBranch_LeaveNoTensorBehind(string name)
    {
        Device device = TestDevice.Of(name).Device;
        CheckpointParts parts = Parts();
        await using var points = new ModulePointBranch("points", parts.Points, Points, device);
        await using var image = new ModuleImageBranch(
            "image", parts.Image, Fused.Image, Points.DecoderLayers, Fused.BlocksPerLayer, SmallModel.Picture, device);
        using var head = new ModuleFusionHead(parts.Fusion, Fused, device);
        FusedDetector whole = new(points, image, head), alone = new(points, null, head), hasty = new(points, image, head) { ImageTimeout = TimeSpan.FromMilliseconds(1) };

        await Run(whole, WarmUp);
        long before = Count();
        await Run(whole, Frames);
        await Run(alone, WarmUp);
        await Run(hasty, WarmUp);
        Assert.True(SpinWait.SpinUntil(() => Count() == before, Patience), $"{before} live tensors before, {Count()} after");     // late sessions end by themselves
    }

    private static async Task Run(FusedDetector detector, int frames)
    {
        using Tensor cloud = tensor(SmallModel.Cloud(301), [301, 3]), views = SmallBranches.Views();
        for (int i = 0; i < frames; i++)
        {
            using FusedFrame frame = await detector.DetectAsync(cloud, views, SmallBranches.Project, CancellationToken.None).WaitAsync(Patience);
        }
    }

    private static CheckpointParts Parts()
    {
        using TokenFusionNetwork network = SmallModel.Filled(new TokenFusionNetwork(Fused));
        return CheckpointParts.Split(WeightTable.Of(network));
    }

    private static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();      // of tests that ran before
        return LiveHandles.Count;
    }
}
#endif
