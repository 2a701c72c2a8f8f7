using Fuse3D.Bench.Kernels;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.TokenFusion;
using static TorchSharp.torch;

namespace Fuse3D.Bench.Frame;

/// <summary>One RGB-D frame and the weights to run it with: the golden case's where there is one, made up otherwise.</summary>
/// <param name="Origin">where it comes from, for the report</param>
/// <param name="Cloud">[N, 3]</param>
/// <param name="View">[1, 3, H, W] normalised</param>
/// <param name="Projection">from the cloud's axes into the view</param>
internal sealed record FrameInput(
    string Origin, TokenFusionConfig Config, WeightTable Weights, Tensor Cloud, Tensor View, PointProjection Projection)
{
    private const int Width = 730, Height = 530, Points = 20_000;

    public static FrameInput Load()
    {
        string folder = Environment.GetEnvironmentVariable("FUSE3D_GOLDEN") ?? Path.Combine("..", "shared", "golden");
        string? golden = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "tf_sunrgbd_L6_O256_tiny.safetensors", SearchOption.AllDirectories).FirstOrDefault() : null;
        return golden is null ? MakeUp() : Read(golden);
    }

    /// <summary>Every seed's patch.</summary>
    public PatchMap Project(Tensor seedXyz) => PatchMap.Project(seedXyz, [Projection]);

    private static FrameInput Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        TokenFusionConfig config = TokenFusionConfig.SunRgbdL6O256Tiny;
        WeightTable weights = Fill(HashedWeights.FromMetadata(file.Metadata), config);
        var camera = SunRgbdGeometry.CameraFromPoints(file.ReadAs<double>("calib_Rtilt"), file.ReadAs<double>("scale")[0]);
        Camera colour = Camera.FromMatrix(file.ReadAs<double>("calib_K"), Width, Height, oneBased: true);
        return new(
            Path.GetFileNameWithoutExtension(path), config, weights, tensor(file.ReadAs<float>("point_clouds"), [Points, 3]),
            Normalised(file.ReadBytes("image_u8")), new(colour, camera, new PatchGrid(Width, Height)));
    }

    // With made-up weights no score lies below the published threshold; half of them lie below one half.
    private static FrameInput MakeUp()
    {
        TokenFusionConfig config = TokenFusionConfig.SunRgbdL6O256Tiny with { Threshold = 0.5f };
        var bytes = new byte[Width * Height * 3];
        new Random(1).NextBytes(bytes);
        return new(
            "a made-up room", config, Fill(new(1), config), tensor(RoomScan.Points(Points, seed: 1), [Points, 3]),
            Normalised(bytes),
            new(new Camera(520, 520, 365, 265, Width, Height), Transform3D.CameraFromUpright, new PatchGrid(Width, Height)));
    }

    private static WeightTable Fill(HashedWeights rule, TokenFusionConfig config)
    {
        using var network = new TokenFusionNetwork(config);
        Checkpoint.Fill(network, rule);
        return WeightTable.Of(network);
    }

    private static Tensor Normalised(byte[] rgb) =>
        tensor(Normalization.ImageNet.Apply(new Picture(Width, Height, rgb)), [1, 3, Height, Width]);
}
