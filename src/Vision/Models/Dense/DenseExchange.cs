using Fuse3D.Vision.Fusion.Channels;
using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Metrics.Dense;
using Fuse3D.Vision.Models.ChannelUNet;
using Fuse3D.Vision.Models.MixTransformer;
using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.ResNet;
using Fuse3D.Vision.Models.SegFormer;
using Fuse3D.Vision.Models.TokenTranslation;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Dense;

/// <summary>What the branches of a network exchanged at one place.</summary>
/// <param name="Place">"stage1.block0" of transformers' tokens, "stage1.block0.norm1" of their channels; the layer's key of others</param>
/// <param name="Masks">of each modality: tokens on their grid, or channels as one row; true where it took from another</param>
public sealed record ExchangedPlace(string Place, IReadOnlyList<ExchangeMask> Masks);

/// <summary>Tells from a network's answer what its branches exchanged, outside training.</summary>
/// <param name="read">by outputs, and height and width of the pictures</param>
public sealed class DenseExchange(Func<ModalOutputs, int, int, IReadOnlyList<ExchangedPlace>> read)
{
    /// <summary>Of networks that exchange nothing, or everything alike (asymmetric fusion, fusion of whole maps).</summary>
    public static DenseExchange None { get; } = new((_, _, _) => []);

    /// <param name="outputs">of one picture of each modality</param>
    /// <param name="height">of the pictures that the network was given</param>
    public IReadOnlyList<ExchangedPlace> Read(ModalOutputs outputs, int height, int width)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return read(outputs, height, width);
    }

    /// <param name="scales">of the blocks' norms, whose channels are exchanged, too</param>
    internal static DenseExchange Of(SegFormerConfig config, IReadOnlyList<IReadOnlyList<Tensor>> scales)
    {
        (int Stage, int Block)[] places = [.. config.Depths.SelectMany((blocks, stage) => Enumerable.Range(0, blocks).Select(block => (stage, block)))];
        int[] strides = [.. Enumerable.Range(0, SegFormerConfig.Stages).Select(i => SegFormerConfig.Patches(i).Stride)];
        return Tokens(config.Exchange, config.Modalities, strides, places).And(Norms(config.Exchange, config.Modalities, scales, places.Select(Name)));
    }

    /// <inheritdoc cref="Of(SegFormerConfig, IReadOnlyList{IReadOnlyList{Tensor}})"/>
    internal static DenseExchange Of(TokenTranslationConfig config, IReadOnlyList<IReadOnlyList<Tensor>> scales)
    {
        (int Stage, int Block)[] last = [.. config.Depths.Select((blocks, stage) => (stage, blocks - 1))];      // the last block of each stage exchanges tokens
        IEnumerable<string> down = config.Depths.SelectMany((blocks, stage) => Enumerable.Range(0, blocks).Select(block => Name((stage, block))));
        IEnumerable<string> up = config.Depths.SkipLast(1).Reverse().SelectMany((blocks, step) => Enumerable.Range(0, blocks).Select(block => $"up{step + 1}.block{block}"));
        return Tokens(config.Exchange, config.Modalities, [.. Enumerable.Repeat(2, TokenTranslationConfig.Stages)], last)
            .And(Norms(config.Exchange, config.Modalities, scales, down.Concat(up)));
    }

    internal static DenseExchange Of(ResNetConfig config, IEnumerable<IReadOnlyList<Tensor>> scales)
    {
        string[] keys = [.. config.Blocks.SelectMany((count, stage) => Enumerable.Range(0, count).Select(i => $"layer{stage + 1}.{i}"))];
        return Channels(config.Exchange, config.Modalities, scales.Zip(keys));
    }

    internal static DenseExchange Of(ChannelUNetConfig config, IEnumerable<IReadOnlyList<Tensor>> scales)
    {
        var stages = scales.Select((own, i) => (own, $"conv{i + 1}"));
        return Channels(config.Exchange, config.Modalities, stages.Skip(1).SkipLast(1));        // the first and the last exchange nothing
    }

    private DenseExchange And(DenseExchange other) => new((outputs, height, width) => [.. Read(outputs, height, width), .. other.Read(outputs, height, width)]);

    private static DenseExchange Norms(
        TokenExchangeOptions options, int modalities, IReadOnlyList<IReadOnlyList<Tensor>> scales, IEnumerable<string> blocks) => Channels(
        options.ChannelThreshold is { } threshold ? new() { Threshold = threshold } : null, modalities,
        scales.Zip(blocks.SelectMany(block => new[] { $"{block}.norm1", $"{block}.norm2" })));

    private static DenseExchange Channels(ExchangeRule? rule, int modalities, IEnumerable<(IReadOnlyList<Tensor> Scales, string Key)> layers) =>
        rule is null || modalities < 2
            ? None
            : new((_, _, _) => [.. layers.Where(layer => layer.Scales.Count > 1).Select(layer => new ExchangedPlace(
                layer.Key, [.. rule.Replaced(layer.Scales, layer.Key).Select(replaced => Mask(replaced, 1, (int)replaced.shape[0]))]))]);

    private static DenseExchange Tokens(TokenExchangeOptions options, int modalities, int[] strides, (int Stage, int Block)[] places)
    {
        if (modalities < 2 || options.Kind == TokenExchangeKind.None)
            return None;
        return new((outputs, height, width) => [.. places.Select((place, i) =>
        {
            var (rows, columns) = Grid(strides.AsSpan(0, place.Stage + 1), height, width);
            IEnumerable<Tensor> kept = options.Kind == TokenExchangeKind.Scored
                ? outputs.Scores[i].Select(scores => TokenSubstitution.Kept(scores, options.Threshold))
                : Enumerable.Range(0, modalities).Select(m => RandomTokens.Fixed(place.Stage, m, rows * columns, options.Share, CPU));
            return new ExchangedPlace(Name(place), [.. kept.Select(own => Mask(own.logical_not(), rows, columns))]);
        })]);
    }

    private static string Name((int Stage, int Block) place) => $"stage{place.Stage + 1}.block{place.Block}";

    private static (int Rows, int Columns) Grid(ReadOnlySpan<int> strides, int height, int width)
    {
        foreach (int stride in strides)
            (height, width) = ((int)OverlapPatches.Tokens(height, stride), (int)OverlapPatches.Tokens(width, stride));
        return (height, width);
    }

    private static ExchangeMask Mask(Tensor exchanged, int rows, int columns) =>
        new(rows, columns, exchanged.cpu().contiguous().data<bool>().ToArray());
}
