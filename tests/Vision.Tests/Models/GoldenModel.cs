using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Fuse3D.Vision.Checkpoints;
using Fuse3D.Vision.Formats;
using Fuse3D.Vision.Models.GroupFree;
using Fuse3D.Vision.Models.TokenFusion;
using Fuse3D.Vision.Models.Yolos;
using Fuse3D.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Tests.Models;

/// <summary>A golden case of a network: its inputs and outputs, its configuration, its weights by the hash rule.</summary>
internal sealed class GoldenModel : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly JsonElement _arguments;

    public GoldenModel(string name)
    {
        Name = name;
        _file = SafetensorsFile.Open(GoldenCases.PathOf(name));
        _arguments = JsonSerializer.Deserialize<JsonElement>(_file.Metadata.GetValueOrDefault("kwargs", "{}"));
    }

    public string Name { get; }

    /// <summary>Where tensors and modules go.</summary>
    public Device Device { get; init; } = CPU;

    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    public IEnumerable<SafetensorsEntry> Entries => _file.Entries;

    public bool Has(string tensor) => _file.TryGet(tensor, out _);

    public long[] Shape(string tensor) => _file[tensor].Shape;

    public float[] Floats(string tensor) => _file.ReadAs<float>(tensor);

    public double[] Doubles(string tensor) => _file.ReadAs<double>(tensor);

    public int[] Integers(string tensor) => [.. _file.ReadAs<long>(tensor).Select(value => (int)value)];

    public byte[] Bytes(string tensor) => _file.ReadBytes(tensor);

    public Tensor Tensor(string name) => tensor(Floats(name), Shape(name), device: Device);

    /// <summary>What the case's network holds; every key that the case lists, with its shape.</summary>
    public WeightTable Weights() => WeightTable.Hashed(HashedWeights.FromMetadata(Metadata), Keys());

    /// <summary>The weights in a module; fails when the case lists other names or shapes than the module has.</summary>
    public T LoadInto<T>(T module) where T : nn.Module
    {
        Checkpoint.Load(module, Weights(), Name).ThrowUnlessComplete();
        module.eval();
        return module.to(Device);
    }

    public GroupFreeConfig GroupFree() => new()
    {
        Classes = Number("num_class"),
        SizeClusters = Number("num_size_cluster"),
        MeanSizes = [.. JsonSerializer.Deserialize<double[][]>(Metadata["mean_size_arr"])!.SelectMany(size => size.Select(value => (float)value))],
        HeadingBins = Number("num_heading_bin"),
        ClassAgnosticSize = _arguments.GetProperty("size_cls_agnostic").GetBoolean(),
        PointFeatures = Number("input_feature_dim"),
        Width = Number("width"),
        Sampling = Text("sampling") == "kps" ? CandidateSampling.Closest : CandidateSampling.Furthest,
        Candidates = Number("num_proposal"),
        DecoderLayers = Number("num_decoder_layers"),
        Heads = Number("nhead"),
        FeedForward = Number("dim_feedforward"),
        SelfPosition = Position("self_position_embedding"),
        CrossPosition = Position("cross_position_embedding"),
    };

    public YolosConfig Yolos() => Preset(Text("backbone_name")) with
    {
        Classes = Number("num_classes"),
        DetectionTokens = Number("det_token_num"),
        InitSize = Size("init_pe_size")!.Value,
        MidSize = Size("mid_pe_size"),
    };

    public TokenFusionConfig TokenFusion() => new()
    {
        Points = GroupFree(),
        Image = Preset(Text("img_backbone")) with { Classes = Number("num_class") },
        Threshold = float.Parse(Metadata["threshold"], CultureInfo.InvariantCulture),
    };

    public int Number(string argument) => _arguments.GetProperty(argument).GetInt32();

    public void Dispose() => _file.Dispose();

    /// <summary>Normalised pictures [B, 3, H, W] of RGB bytes [B, H, W, 3] or [H, W, 3].</summary>
    public Tensor Pictures(string bytes, int batch)
    {
        long[] shape = Shape(bytes);
        int height = (int)shape[^3], width = (int)shape[^2], stored = shape.Length == 4 ? (int)shape[0] : 1, size = height * width * 3;
        byte[] all = Bytes(bytes);
        var values = new float[batch * size];
        for (int b = 0; b < batch; b++)
        {
            byte[] rgb = stored == batch ? all[(b * size)..((b + 1) * size)] : Flipped(all[..size], height, width, b);
            Normalization.ImageNet.Apply(new Picture(width, height, rgb), values.AsSpan(b * size, size));
        }

        return tensor(values, [batch, 3, height, width], device: Device);
    }

    // Where one picture serves a batch: the first scene sees it as it is, the second mirrored, the third upside down.
    private static byte[] Flipped(byte[] rgb, int height, int width, int scene)
    {
        if (scene == 0)
            return rgb;
        var flipped = new byte[rgb.Length];
        ReadOnlySpan<Pixel> from = MemoryMarshal.Cast<byte, Pixel>(rgb);
        Span<Pixel> to = MemoryMarshal.Cast<byte, Pixel>(flipped.AsSpan());
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                to[y * width + x] = scene == 1 ? from[y * width + width - 1 - x] : from[(height - 1 - y) * width + x];
        }

        return flipped;
    }

    private IEnumerable<(string Name, long[] Shape)> Keys() =>
        JsonSerializer.Deserialize<JsonElement[][]>(Metadata["state_dict"])!
            .Select(entry => (entry[0].GetString()!, entry[1].Deserialize<long[]>()!));

    private string Text(string argument) => _arguments.GetProperty(argument).GetString()!;

    private PictureSize? Size(string argument) =>
        _arguments.GetProperty(argument).Deserialize<int[]?>() is { } size ? new(size[0], size[1]) : null;

    private PositionInput Position(string argument) => Text(argument) switch
    {
        "loc_learned" => PositionInput.Box,
        "xyz_learned" => PositionInput.Xyz,
        _ => PositionInput.None,
    };

    private static YolosConfig Preset(string name) => name switch
    {
        "tiny" => YolosConfig.Tiny,
        "small" => YolosConfig.Small,
        "small_dWr" => YolosConfig.SmallDWr,
        "base" => YolosConfig.Base,
        _ => throw new ArgumentException($"an unknown YOLOS: {name}"),
    };

    private readonly record struct Pixel(byte R, byte G, byte B);
}
