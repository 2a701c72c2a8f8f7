using Fuse3D.Vision.Models.Modalities;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.ResNet;

/// <summary>A ResNet whose every layer works on a list of modalities.</summary>
/// <remarks>
/// Not a module itself: published checkpoints hold its parts at their root, beside the decoder's. M modalities, B pictures, H x W pixels.
/// </remarks>
internal sealed class ResNetEncoder
{
    private readonly ResNetConfig _config;
    private readonly ModalLayer _conv, _norm, _pool;
    private readonly ModalSequence[] _stages;
    private readonly StageMixers _mixers;
    private readonly List<Bottleneck> _blocks = [];
    private int _width;

    public ResNetEncoder(ResNetConfig config)
    {
        config.Require();
        (_config, _width) = (config, config.Width);
        var whole = new ModalPlan(config.Modalities, config.SharedConvolutions, config.SharedNorms) { Device = config.Device };
        _mixers = new(config.Baseline, whole, config.WidthOf);
        ModalPlan stem = _mixers.PlanOf(stage: 0);
        (_conv, _norm) = stem.Normed(3, config.Width, 7, stride: 2);
        _pool = ModalLayer.Shared(nn.MaxPool2d(3, stride: 2, padding: 1));
        _stages = [.. config.Blocks.Select((_, i) => Stage(i + 1))];
    }

    /// <summary>Its parts and their keys.</summary>
    public IEnumerable<(string Key, nn.Module Part)> Parts =>
    [
        ("conv1", _conv), ("bn1", _norm), ("maxpool", _pool),
        .. _stages.Select((stage, i) => ($"layer{i + 1}", (nn.Module)stage)),
        .. _mixers.Parts,
    ];

    /// <summary>The scales that decide about channel exchange: of each block, M of [width].</summary>
    public IEnumerable<IReadOnlyList<Tensor>> ExchangeScales => _blocks.Select(block => block.ExchangeScales);

    /// <summary>What the layers behind the encoder share, and how many branches pass them.</summary>
    public ModalPlan PlanBehind => _mixers.PlanOf(_stages.Length + 1);

    /// <param name="pictures">M of [B, 3, H, W]</param>
    /// <returns>
    /// behind each stage M of [B, 256 .. 2048 (published), H / 4 .. H / 32, W / 4 .. W / 32], and of each aligned stage M projections
    /// </returns>
    public (IReadOnlyList<Tensor[]> Levels, IReadOnlyList<Tensor[]> Aligned) Forward(Tensor[] pictures)
    {
        Tensor[] x = _pool.call(_norm.call(_conv.call(pictures)).Each(relu));
        List<Tensor[]> levels = [], aligned = [];
        for (int stage = 1; stage <= _stages.Length; stage++)
        {
            x = _mixers.Apply(stage, _stages[stage - 1].call(x), aligned);
            levels.Add(x);
        }

        return ([.. levels.Select(level => level[..PlanBehind.Modalities])], aligned);
    }

    private ModalSequence Stage(int stage)
    {
        int width = _config.Width << (stage - 1), count = _config.Blocks[stage - 1];
        bool dilated = _config.Dilated && stage > 2;
        ModalPlan plan = _mixers.PlanOf(stage);
        var blocks = new Bottleneck[count];
        for (int i = 0; i < count; i++)
        {
            blocks[i] = new Bottleneck(_width, width, new(plan)
            {
                Stride = i == 0 && stage > 1 && !dilated ? 2 : 1,
                Dilation = dilated ? 1 << (stage - 2) : 1,
                Exchange = _config.Exchange,
                Asymmetric = _config.Asymmetric && i == count - 1 && i > 0,
                Key = $"layer{stage}.{i}",
            });
            _width = Bottleneck.Expansion * width;
        }

        _blocks.AddRange(blocks);
        return new([.. blocks]);
    }
}
