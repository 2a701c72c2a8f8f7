using System.Text.Json;
using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Models.RefineNet;
using Fuse3D.Vision.Models.ResNet;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Dense;

/// <summary>What golden cases of RefineNet say about their network and its inputs.</summary>
internal static class RefineNetGolden
{
    public static RefineNetConfig Config(DenseGolden golden)
    {
        JsonElement constructor = golden.Json("constructor");
        bool exchange = constructor.TryGetProperty("bn_threshold", out JsonElement threshold);
        return new()
        {
            Classes = constructor.GetProperty("num_classes").GetInt32(),
            Encoder = new()
            {
                Blocks = Blocks(constructor),
                Modalities = constructor.GetProperty("num_parallel").GetInt32(),
                Exchange = exchange ? new ExchangeRule { Threshold = threshold.GetSingle() } : null,
                Asymmetric = !exchange,
            },
        };
    }

    /// <summary>The case's pictures: hashed, or the real one.</summary>
    public static Tensor[] Inputs(DenseGolden golden)
    {
        long[][] shapes = golden.Json("input_shape").Deserialize<long[][]>()!;
        Tensor[] both = golden.Metadata["inputs"].StartsWith("real image", StringComparison.Ordinal)
            ? Real(golden.Name, shapes[0])
            : [golden.U("input.rgb", shapes[0]) * 2, Spread(golden.U("input.depth", shapes[0][0], 1, shapes[0][2], shapes[0][3]) + 1)];
        return both[..shapes.Length];
    }

    private static int[] Blocks(JsonElement constructor) => constructor.TryGetProperty("layers", out JsonElement layers)
        ? layers.Deserialize<int[]>()!
        : [.. constructor.GetProperty("num_layers").GetInt32() switch { 50 => ResNetConfig.R50, 101 => ResNetConfig.R101, _ => ResNetConfig.R152 }];

    private static Tensor[] Real(string name, long[] shape)
    {
        using var image = new DenseGolden(Path.Combine(Path.GetDirectoryName(name)!, "image_sunrgbd_000017"));
        Tensor pixels = tensor(image.Bytes("rgb_u8").Select(value => (double)value).ToArray(), image.Shape("rgb_u8"))
            .narrow(0, 0, shape[2]).narrow(1, 0, shape[3]);
        var rgb = (pixels * (1 / 255.0) - tensor(new[] { 0.485, 0.456, 0.406 })) / tensor(new[] { 0.229, 0.224, 0.225 });
        var depth = tensor(image.Integers("depth_mm").Select(value => (double)value).ToArray(), image.Shape("depth_mm"))
            .narrow(0, 0, shape[2]).narrow(1, 0, shape[3]) * (1 / 5000.0);
        return [rgb.permute(2, 0, 1).unsqueeze(0).to(ScalarType.Float32).contiguous(), Spread(depth.to(ScalarType.Float32).unsqueeze(0).unsqueeze(0))];
    }

    private static Tensor Spread(Tensor depth) => depth.expand(-1, 3, -1, -1).contiguous();
}
