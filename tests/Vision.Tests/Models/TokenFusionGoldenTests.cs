using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Geometry;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

[Trait("Category", "Golden")]
public class TokenFusionGoldenTests
{
    private const double ExchangeLimit = 3e-4, HeadLimit = 1e-4, FeatureLimit = 1e-5;

    public static TheoryData<string> Networks => GoldenContents.Of("tf_", "point_clouds", "image_u8", "proj_patch_idx");

    public static TheoryData<string, string> NetworksOnDevices => GoldenDevices.On(Networks);

    /// <summary>Every case on CUDA; on the CPU, where the modules are covered already, only the one of the smallest file.</summary>
    public static TheoryData<string, string> NetworksMostlyOnCuda => GoldenDevices.MostlyOnCuda(Networks);

    [SkippableTheory, MemberData(nameof(NetworksOnDevices)), Trait("Category", "Gpu")]
    public void Forward_GoldenCase_MatchesReference(string name, string device)
    {
        using var golden = new GoldenModel(name) { Device = GoldenDevices.Open(device) };
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using TokenFusionNetwork network = golden.LoadInto(new TokenFusionNetwork(golden.TokenFusion()));
        int scenes = (int)golden.Shape("point_clouds")[0];
        var outputs = network.call(
            golden.Tensor("point_clouds"), golden.Pictures("image_u8", scenes).unsqueeze(1),
            _ => tensor(
                Patches(golden).Select(patch => (long)patch).ToArray(), [scenes, 1, golden.Shape("proj_valid")[1]], device: golden.Device));
        Compare(golden, new NamedOutputs().Add(outputs), $"plain, {device}");
    }

    [SkippableTheory, MemberData(nameof(Networks))]
    public async Task Detect_GoldenCase_MatchesReference(string name)
    {
        using var golden = new GoldenModel(name);
        TokenFusionConfig config = golden.TokenFusion();
        CheckpointParts parts = CheckpointParts.Split(golden.Weights(), name);
        using Tensor clouds = golden.Tensor("point_clouds"), pictures = golden.Pictures("image_u8", (int)clouds.shape[0]);
        await using var points = new LocalPointBranch("points", parts.Points, config.Points);
        await using var image = new LocalImageBranch(
            "image", parts.Image, config.Image, config.Points.DecoderLayers, config.BlocksPerLayer, YolosBackbone.SizeOf(pictures));
        using var head = new FusionHead(parts.Fusion, config);
        NamedOutputs outputs = await Detect(golden, points, image, head, clouds, pictures);
        AddTokens(outputs, new PackedYolos(parts.Image, config.Image), config, pictures);
        Compare(golden, outputs, "fast");
    }

    [SkippableTheory, MemberData(nameof(NetworksMostlyOnCuda)), Trait("Category", "Gpu")]
    public async Task Detect_GoldenCaseOnModules_MatchesReference(string name, string device)
    {
        using var golden = new GoldenModel(name);
        Device on = GoldenDevices.Open(device);
        TokenFusionConfig config = golden.TokenFusion();
        CheckpointParts parts = CheckpointParts.Split(golden.Weights(), name);
        using Tensor clouds = golden.Tensor("point_clouds"), pictures = golden.Pictures("image_u8", (int)clouds.shape[0]);
        await using var points = new ModulePointBranch("points", parts.Points, config.Points, on);
        await using var image = new ModuleImageBranch(
            "image", parts.Image, config.Image, config.Points.DecoderLayers, config.BlocksPerLayer, YolosBackbone.SizeOf(pictures), on);
        using var head = new ModuleFusionHead(parts.Fusion, config, on);
        Compare(golden, await Detect(golden, points, image, head, clouds, pictures), $"branches, {device}");
    }

    private static async Task<NamedOutputs> Detect(
        GoldenModel golden, IPointBranch points, IImageBranch image, IFusionHead head, Tensor clouds, Tensor pictures)
    {
        var detector = new FusedDetector(points, image, head) { ImageTimeout = TimeSpan.FromMinutes(2) };
        var outputs = new NamedOutputs();
        int seeds = points.Info.Seeds;
        for (int scene = 0; scene < clouds.shape[0]; scene++)
        {
            PointProjection projection = Projection(golden, scene);
            using Tensor cloud = clouds.select(0, scene), view = pictures.narrow(0, scene, 1);
            using FusedFrame frame = await detector.DetectAsync(
                cloud, view, xyz => PatchMap.Project(xyz, [projection]), CancellationToken.None);
            Assert.Null(frame.Missing);
            Assert.Equal(Patches(golden)[(scene * seeds)..((scene + 1) * seeds)], frame.Patches!.Patches);
            await using IPointSession session = await points.BeginAsync(cloud, CancellationToken.None);
            using Tensor keys = session.KeyTokens.cpu();
            Append(outputs, frame, keys);
        }

        return outputs;
    }

    private static void Append(NamedOutputs outputs, FusedFrame frame, Tensor keys)
    {
        outputs.Append([new("seed_xyz", frame.SeedXyz)]);
        outputs.Append(frame.Points.Outputs);
        outputs.Append([new("pred_logits2d", frame.Image!.Logits.select(0, 0)), new("pred_boxes2d", frame.Image.Boxes.select(0, 0))]);
        TokenExchange exchange = frame.Exchange!;
        for (int layer = 0; layer < exchange.Layers.Count; layer++)
        {
            LayerReplacement replaced = exchange.Layers[layer];
            using var scope = NewDisposeScope();
            var scores = exchange.Scores.select(0, layer);
            var mask = zeros([scores.shape[0]]);
            var fused = keys * scores.unsqueeze(1);
            if (replaced.Seeds.Length > 0)
            {
                mask[tensor(replaced.Seeds.Select(seed => (long)seed).ToArray())] = ones([replaced.Seeds.Length]);
                fused[tensor(replaced.Seeds.Select(seed => (long)seed).ToArray())] = replaced.Rows.cpu();
            }

            outputs.Append([new($"key_mask{layer}", scores), new($"substituted{layer}", mask), new($"key_fusion{layer}", fused.t())]);
        }
    }

    private static void AddTokens(NamedOutputs outputs, PackedYolos network, TokenFusionConfig config, Tensor pictures)
    {
        PictureSize size = YolosBackbone.SizeOf(pictures);
        network.Run(pictures.data<float>().ToArray(), size, config.UsedBlocks, (block, tokens) =>
        {
            if ((block + 1) % config.BlocksPerLayer == 0)
            {
                long[] shape = [pictures.shape[0], config.Image.TableRows(size), config.Image.Width];
                outputs.Add($"img_tokens{block / config.BlocksPerLayer}", shape, tokens.ToArray());
            }
        }, null, CancellationToken.None);
    }

    private static void Compare(GoldenModel golden, NamedOutputs outputs, string path)
    {
        outputs.AlignCandidates(golden);
        foreach (SafetensorsEntry entry in golden.Entries)
        {
            if (entry.Name.StartsWith("layer", StringComparison.Ordinal))
                CompareLayer(golden, outputs, entry, path);
            else if (IsOutput(entry.Name) && !(entry.Name == "seed_inds" && !path.StartsWith("plain", StringComparison.Ordinal)))
                outputs.Compare(golden, entry, path, entry.Name.StartsWith("seed", StringComparison.Ordinal) ? FeatureLimit : HeadLimit);
        }
    }

    // layer3_key_mask is our key_mask3.
    private static void CompareLayer(GoldenModel golden, NamedOutputs outputs, SafetensorsEntry entry, string path)
    {
        string[] parts = entry.Name.Split('_', 2);
        string what = parts[1].Split("_every")[0];
        if (what == "img_tokens" && path.StartsWith("branches", StringComparison.Ordinal))
            return;         // whole transformers do not cross the interfaces; what is gathered of them shows in key_fusion
        outputs.Compare(golden, entry, path, ExchangeLimit, axis: what == "img_tokens" ? 2 : 1, name: what + parts[0]["layer".Length..]);
    }

    private static bool IsOutput(string name) =>
        name.StartsWith("seed", StringComparison.Ordinal) || name.StartsWith("query", StringComparison.Ordinal)
        || name.StartsWith("pred_", StringComparison.Ordinal) || name.Contains("head_", StringComparison.Ordinal)
        || name.StartsWith("last_", StringComparison.Ordinal) || name.StartsWith("proposal_", StringComparison.Ordinal);

    private static PointProjection Projection(GoldenModel golden, int scene)
    {
        double[] tilt = golden.Doubles("calib_Rtilt"), k = golden.Doubles("calib_K");
        long[] picture = golden.Shape("image_u8");
        var grid = new PatchGrid((int)picture[2], (int)picture[1]);
        return new(
            Camera.FromMatrix(k.AsSpan(9 * scene, 9), grid.Width, grid.Height, oneBased: true),
            SunRgbdGeometry.CameraFromPoints(tilt.AsSpan(9 * scene, 9), golden.Doubles("scale")[scene]), grid);
    }

    // Where no view sees a seed the golden's patch means nothing.
    private static int[] Patches(GoldenModel golden) =>
        [.. golden.Integers("proj_patch_idx").Zip(golden.Integers("proj_valid"), (patch, valid) => valid != 0 ? patch : -1)];
}
