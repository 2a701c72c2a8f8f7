using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Yolos;

/// <summary>Cuts pictures into patches and makes a token of each.</summary>
public sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d proj;

    public PatchEmbedding(int width) : base(nameof(PatchEmbedding))
    {
        proj = nn.Conv2d(3, width, YolosConfig.Patch, stride: YolosConfig.Patch);
        RegisterComponents();
    }

    /// <param name="pictures">[B, 3, H, W] normalised; pixels beyond the last whole patch are ignored</param>
    /// <returns>[B, P, D] row by row</returns>
    public override Tensor forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return proj.call(pictures).flatten(2).transpose(1, 2).MoveToOuterDisposeScope();
    }
}

/// <summary>The transformer of YOLOS: one class token, the patches, the detection tokens.</summary>
/// <remarks>B pictures, S = 1 + P + detection tokens, D channels. Field names are the checkpoint's keys.</remarks>
public sealed class YolosBackbone : nn.Module<Tensor, Tensor>
{
    private readonly Parameter cls_token, det_token, pos_embed;
    private readonly Parameter? mid_pos_embed;
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<YolosBlock> blocks;
    private readonly LayerNorm norm;

    public YolosBackbone(YolosConfig config) : base(nameof(YolosBackbone))
    {
        Config = config;
        cls_token = Table(1, 1, config.Width);
        det_token = Table(1, config.DetectionTokens, config.Width);
        pos_embed = Table(1, config.TableRows(config.InitSize), config.Width);
        mid_pos_embed = config.MidSize is { } mid ? Table(config.Blocks - 1, 1, config.TableRows(mid), config.Width) : null;
        patch_embed = new(config.Width);
        blocks = nn.ModuleList([.. Enumerable.Range(0, config.Blocks).Select(i => new YolosBlock(config, DropPath(config, i)))]);
        norm = nn.LayerNorm(config.Width, YolosBlock.NormEpsilon);
        RegisterComponents();
    }

    public YolosConfig Config { get; }

    /// <inheritdoc cref="YolosAttention.Tiled"/>
    internal bool Tiled
    {
        set
        {
            foreach (YolosBlock block in blocks)
                block.Tiled = value;
        }
    }

    /// <param name="pictures">[B, 3, H, W] RGB, normalised</param>
    /// <returns>[B, detection tokens, D]</returns>
    public override Tensor forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return DetectionTokens(Tokens(pictures)).MoveToOuterDisposeScope();
    }

    /// <summary>All tokens after the last block, before the final norm: [B, S, D].</summary>
    internal Tensor Tokens(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var x = Embed(pictures);
        for (int i = 0; i < Config.Blocks; i++)
            x = AddMiddle(blocks[i].call(x), i, SizeOf(pictures));
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Tokens with their positions, ready for the first block: [B, S, D].</summary>
    internal Tensor Embed(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        long batch = pictures.shape[0];
        var positions = PositionTable.Resize(pos_embed, Config.InitSize, SizeOf(pictures));
        var x = cat([cls_token.expand(batch, -1, -1), patch_embed.call(pictures), det_token.expand(batch, -1, -1)], 1);
        return (x + positions).MoveToOuterDisposeScope();
    }

    internal Tensor RunBlock(Tensor tokens, int block) => blocks[block].call(tokens);

    /// <summary>Adds the middle position embedding that follows a block, where there is one.</summary>
    internal Tensor AddMiddle(Tensor tokens, int block, PictureSize size)
    {
        if (mid_pos_embed is null || block >= Config.Blocks - 1)
            return tokens;
        using var scope = NewDisposeScope();
        return (tokens + PositionTable.Resize(mid_pos_embed.select(0, block), Config.MidSize!.Value, size)).MoveToOuterDisposeScope();
    }

    /// <summary>The detection tokens after the final norm: [B, detection tokens, D].</summary>
    internal Tensor DetectionTokens(Tensor tokens) =>
        norm.call(tokens.narrow(1, tokens.shape[1] - Config.DetectionTokens, Config.DetectionTokens));

    /// <summary>The patch tokens after the final norm: [B, P, D].</summary>
    internal Tensor PatchTokens(Tensor tokens) => norm.call(tokens.narrow(1, 1, tokens.shape[1] - Config.DetectionTokens - 1));

    internal static PictureSize SizeOf(Tensor pictures) => new((int)pictures.shape[2], (int)pictures.shape[3]);

    private static double DropPath(YolosConfig config, int block) => config.Blocks > 1 ? config.DropPath * block / (config.Blocks - 1) : 0;

    private static Parameter Table(params long[] shape)
    {
        Tensor table = empty(shape);
        nn.init.trunc_normal_(table, std: 0.02);
        return new Parameter(table);
    }
}
