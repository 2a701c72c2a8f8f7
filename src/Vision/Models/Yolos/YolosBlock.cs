using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Self-attention with one packed projection.</summary>
/// <remarks>B pictures, S tokens, D channels, h heads. Field names are the checkpoint's keys.</remarks>
public sealed class YolosAttention : nn.Module<Tensor, Tensor>
{
    private readonly Linear qkv, proj;
    private readonly int _heads;

    public YolosAttention(YolosConfig config) : base(nameof(YolosAttention))
    {
        _heads = config.Heads;
        qkv = nn.Linear(config.Width, 3 * config.Width);
        proj = nn.Linear(config.Width, config.Width);
        RegisterComponents();
    }

    /// <summary>Whether training on the CPU takes <see cref="TiledSelfAttention"/>, which computes the same.</summary>
    internal bool Tiled { get; set; } = true;

    /// <param name="input">[B, S, D]</param>
    /// <returns>[B, S, D]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        long batch = input.shape[0], tokens = input.shape[1], width = input.shape[2], channels = width / _heads;
        var packed = qkv.call(input).reshape(batch, tokens, 3, _heads, channels).permute(2, 0, 3, 1, 4);
        var (q, k, v) = (packed.select(0, 0), packed.select(0, 1), packed.select(0, 2));                                  // [B, h, S, D/h]
        double scale = Math.Pow(channels, -0.5);
        var mixed = UsesTiles(input)                                                        // [B, h, S, D/h]
            ? TiledSelfAttention.Apply((q * scale).flatten(0, 1), k.flatten(0, 1), v.flatten(0, 1)).reshape(batch, _heads, tokens, channels)
            : (q.matmul(k.transpose(-2, -1)) * scale).softmax(-1).matmul(v);
        return proj.call(mixed.transpose(1, 2).reshape(batch, tokens, width)).MoveToOuterDisposeScope();
    }

    private bool UsesTiles(Tensor input) =>
        Tiled && is_grad_enabled() && input.device_type == DeviceType.CPU && input.shape[1] > TiledSelfAttention.Rows;
}

/// <summary>Two linear layers with an exact GELU between them.</summary>
public sealed class YolosMlp : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1, fc2;

    public YolosMlp(YolosConfig config) : base(nameof(YolosMlp))
    {
        fc1 = nn.Linear(config.Width, config.MlpRatio * config.Width);
        fc2 = nn.Linear(config.MlpRatio * config.Width, config.Width);
        RegisterComponents();
    }

    /// <param name="input">[..., D]</param>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return fc2.call(nn.functional.gelu(fc1.call(input))).MoveToOuterDisposeScope();
    }
}

/// <summary>One transformer block, norms first.</summary>
public sealed class YolosBlock : nn.Module<Tensor, Tensor>
{
    internal const double NormEpsilon = 1e-6;

    private readonly LayerNorm norm1, norm2;
    private readonly YolosAttention attn;
    private readonly YolosMlp mlp;
    private readonly double _dropPath;

    /// <param name="config">the network's</param>
    /// <param name="dropPath">share of samples that skip each half of the block in training</param>
    public YolosBlock(YolosConfig config, double dropPath) : base(nameof(YolosBlock))
    {
        _dropPath = dropPath;
        norm1 = nn.LayerNorm(config.Width, NormEpsilon);
        attn = new(config);
        norm2 = nn.LayerNorm(config.Width, NormEpsilon);
        mlp = new(config);
        RegisterComponents();
        DrawWeights();
    }

    /// <inheritdoc cref="YolosAttention.Tiled"/>
    internal bool Tiled
    {
        set => attn.Tiled = value;
    }

    /// <param name="input">[B, S, D]</param>
    /// <returns>[B, S, D]</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input + Drop(attn.call(norm1.call(input)));
        return (x + Drop(mlp.call(norm2.call(x)))).MoveToOuterDisposeScope();
    }

    private void DrawWeights()
    {
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() > 1)
                nn.init.trunc_normal_(parameter, std: 0.02);
            else if (name.EndsWith("bias", StringComparison.Ordinal))
                nn.init.zeros_(parameter);
        }
    }

    // Stochastic depth: a sample's branch is left out, and the others scaled up to keep the mean.
    private Tensor Drop(Tensor branch)
    {
        if (!training || _dropPath == 0)
            return branch;
        double keep = 1 - _dropPath;
        var kept = rand([branch.shape[0], 1, 1], device: branch.device).add(keep).floor();
        return branch * kept / keep;
    }
}
