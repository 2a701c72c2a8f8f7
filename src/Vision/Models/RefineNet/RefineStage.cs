using Fuse3D.Vision.Models.Modalities;
using Fuse3D.Vision.Models.ResNet;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.RefineNet;

/// <summary>One of the four stages of RefineNet's decoder: takes a level of the encoder in, and hands on to the next finer one.</summary>
/// <remarks>
/// Not a module itself: published checkpoints hold its parts at the network's root. M modalities, B pictures, C channels; stage 1 is the coarsest.
/// </remarks>
internal sealed class RefineStage
{
    private const int Links = 4, UnitsBefore = 2, UnitsBehind = 3;

    private readonly int _number;
    private readonly ModalLayer _reduce;
    private readonly ModalSequence _adapt, _pool, _refine;
    private readonly ModalLayer? _join, _hand;

    /// <param name="number">1 to 4, from the coarsest</param>
    public RefineStage(int number, ResNetConfig encoder, ModalPlan plan)
    {
        _number = number;
        int channels = Channels(number, encoder);
        _reduce = plan.Convolution(encoder.WidthOf(5 - number), channels, 3);
        _adapt = Sequence(new ResidualUnits(channels, UnitsBefore, plan));
        _join = number > 1 ? plan.Convolution(channels, channels, 3) : null;
        _pool = Sequence(new ChainedPooling(channels, Links, plan));
        _refine = Sequence(new ResidualUnits(channels, UnitsBehind, plan));
        _hand = number < 4 ? plan.Convolution(channels, Channels(number + 1, encoder), 3) : null;
    }

    /// <summary>Its parts and their keys.</summary>
    public IEnumerable<(string Key, nn.Module Part)> Parts => new (string, nn.Module?)[]
    {
        ($"p_ims1d2_outl{_number}_dimred", _reduce), ($"adapt_stage{_number}_b", _adapt),
        ($"adapt_stage{_number}_b2_joint_varout_dimred", _join), ($"mflow_conv_g{_number}_pool", _pool),
        ($"mflow_conv_g{_number}_b", _refine), ($"mflow_conv_g{_number}_b3_joint_varout_dimred", _hand),
    }.Where(part => part.Item2 is not null).Select(part => (part.Item1, part.Item2!));

    /// <summary>Published: 512 and 256.</summary>
    public static int Channels(int number, ResNetConfig encoder) => encoder.Width * (number == 1 ? 8 : 4);

    /// <param name="level">M of [B, inputs, H, W] from the encoder</param>
    /// <param name="coarser">M of [B, C, H, W] from the stage before; none for the first</param>
    /// <param name="size">[H', W'] of the next level; none for the last</param>
    /// <returns>M of [B, C', H', W'] for the next stage, or of [B, C, H, W] behind the last</returns>
    public Tensor[] Refine(Tensor[] level, Tensor[]? coarser, long[]? size)
    {
        Tensor[] x = _adapt.call(_reduce.call(level));
        if (_join is not null)
            x = _join.call(x).Plus(coarser!);
        x = _refine.call(_pool.call(x.Each(relu)));
        return _hand is null ? x : _hand.call(x).Resized(size!);
    }

    // Published keys have a sequence of one around each part; the network that registers it disposes it.
    private static ModalSequence Sequence(nn.Module<Tensor[], Tensor[]> part) => new(part);
}
