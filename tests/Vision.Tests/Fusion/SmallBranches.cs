using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Tests.Models;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Fusion;

/// <summary>The small model's parts on any device, and a frame for them.</summary>
internal static class SmallBranches
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly CheckpointParts Parts = SmallModel.Parts();

    public static IPointBranch Points(ComputeDevice device) => device.IsPacked
        ? new LocalPointBranch("points", Parts.Points, SmallModel.Points)
        : new ModulePointBranch("points", Parts.Points, SmallModel.Points, device.Device);

    public static IImageBranch Image(ComputeDevice device, ScalarType type = ScalarType.Float32)
    {
        int layers = SmallModel.Points.DecoderLayers, blocks = SmallModel.Fused.BlocksPerLayer;
        return device.IsPacked
            ? new LocalImageBranch("image", Parts.Image, SmallModel.Image, layers, blocks, SmallModel.Picture)
            : new ModuleImageBranch("image", Parts.Image, SmallModel.Image, layers, blocks, SmallModel.Picture, device.Device, type);
    }

    public static IFusionHead Head(ComputeDevice device) => device.IsPacked
        ? new FusionHead(Parts.Fusion, SmallModel.Fused)
        : new ModuleFusionHead(Parts.Fusion, SmallModel.Fused, device.Device);

    public static Tensor Cloud() => tensor(SmallModel.Cloud(3001), [3001, 3]);

    /// <summary>Two views.</summary>
    public static Tensor Views() => tensor(SmallModel.Views(2, SmallModel.Picture), [2, 3, SmallModel.Picture.Height, SmallModel.Picture.Width]);

    public static async Task<FusedFrame> Detect(IPointBranch points, IImageBranch image, IFusionHead? head)
    {
        using Tensor cloud = Cloud(), views = Views();
        var detector = new FusedDetector(points, image, head) { ImageTimeout = Patience };
        return await detector.DetectAsync(cloud, views, Project, CancellationToken.None).WaitAsync(Patience);
    }

    /// <summary>The first view sees every third seed, the second every fifth.</summary>
    public static PatchMap Project(Tensor seeds)
    {
        int count = (int)seeds.shape[0], patches = SmallModel.Picture.Patches;
        var map = new int[2 * count];
        for (int seed = 0; seed < count; seed++)
            (map[seed], map[count + seed]) = (seed % 3 == 0 ? seed % patches : -1, seed % 5 == 0 ? seed % patches : -1);
        return new(2, count, patches, map);
    }
}
