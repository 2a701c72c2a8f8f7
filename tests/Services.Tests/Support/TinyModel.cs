using Fuse3D.V1;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Data;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Fusion;
using Fuse3D.Vision.Models.TokenFusion;
using Google.Protobuf;
using TorchSharp;

namespace Fuse3D.Services.Tests.Support;

/// <summary>A fused detector so small that a frame takes milliseconds, with weights by the hash rule, and frames for it.</summary>
internal static class TinyModel
{
    public const string Name = "tiny";
    public const int Width = 120, Height = 80;   // of the frames' pictures

    private const string Config = """
        name: tiny
        version: "7"
        family: token_fusion
        points: 512
        score_threshold: 0.01
        group_free:
          decoder_layers: 2
          candidates: 16
          heading_bins: 4
          class_agnostic_size: true
          stage_points: [128, 64, 32, 16]
          channels: 32
          heads: 4
          feed_forward: 32
          mean_sizes: [0.6, 0.6, 0.8, 0.8, 1.3, 0.7, 2.1, 1.6, 0.9]
        yolos:
          size: tiny
          width: 24
          heads: 3
          blocks: 4
          detection_tokens: 5
          init_size: [64, 96]
          picture: [96, 64]
        exchange: EXCHANGE

        """;

    /// <summary>Writes the model folder.</summary>
    /// <param name="exchange">the section exchange</param>
    public static string Write(TemporaryFolder temporary, ulong seed = 1, string name = "tiny-model", string exchange = "{ threshold: 0.5 }")
    {
        string folder = temporary.Add(name);
        File.WriteAllText(Path.Combine(folder, "config.yaml"), Config.Replace("EXCHANGE", exchange, StringComparison.Ordinal));
        File.WriteAllLines(Path.Combine(folder, "labels.txt"), ["chair", "table", "bed"]);
        File.WriteAllText(Path.Combine(folder, "model.safetensors"), "");
        ModelFolder.Seal(folder);
        using var network = new TokenFusionNetwork(ModelFolder.Open(folder).FusionConfig());
        using var scope = torch.NewDisposeScope();
        var keys = network.state_dict().Select(entry => (entry.Key, entry.Value.shape)).ToList();
        Checkpoint.Save(WeightTable.Hashed(Rule(seed), keys), Path.Combine(folder, "model.safetensors"));
        ModelFolder.Seal(folder);
        return folder;
    }

    // Scores far on both sides of the threshold, and boxes that hold points.
    private static HashedWeights Rule(ulong seed) => new(seed)
    {
        Factors = new Dictionary<string, float> { ["score_predictor.0.score_nets.7.weight"] = 20, ["score_predictor.1.score_nets.7.weight"] = 20 },
        Constants = new Dictionary<string, float[]>
        {
            ["prediction_heads.1.size_pred_head.bias"] = [1.5f, 1.5f, 1.5f],
            ["prediction_heads.1.objectness_scores_head.bias"] = [2],
            ["score_predictor.0.score_nets.7.bias"] = [0, 0],
            ["score_predictor.1.score_nets.7.bias"] = [0, 0],
        },
    };

    /// <summary>A frame of random points in front of a camera, and a picture of noise. The same number gives the same frame.</summary>
    public static DetectRequest Frame(int number)
    {
        var random = new Random(number);
        float[] points = new float[600 * 3];
        for (int i = 0; i < points.Length; i += 3)
            (points[i], points[i + 1], points[i + 2]) = (random.NextSingle() * 3 - 1.5f, 1 + random.NextSingle() * 3, random.NextSingle() * 2 - 1);
        byte[] pixels = new byte[Width * Height * 3];
        random.NextBytes(pixels);

        var request = new DetectRequest
        {
            Header = new() { FrameId = "room", Sequence = (ulong)number, Stamp = new() { Seconds = 1_700_000_000 + number } },
            Cloud = new() { Data = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(points)) },
        };
        request.Views.Add(new View
        {
            Image = new() { Encoding = "rgb8", Width = Width, Height = Height, Data = ByteString.CopyFrom(pixels) },
            Camera = new() { K = { 90, 0, 59.5, 0, 90, 39.5, 0, 0, 1 } },
            CameraFromPointsMatrix = { 1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0 },
        });
        return request;
    }

    public static byte[] Png(int number)
    {
        byte[] pixels = new byte[Width * Height * 3];
        new Random(number).NextBytes(pixels);
        return PictureFile.EncodePng(new Picture(Width, Height, pixels));
    }
}
