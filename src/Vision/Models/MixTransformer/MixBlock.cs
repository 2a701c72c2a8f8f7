using Fuse3D.Vision.Fusion.Tokens;
using Fuse3D.Vision.Models.Modalities;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.MixTransformer;

/// <summary>One block on the tokens of all modalities: attention, where tokens are exchanged, then an MLP; norms first.</summary>
/// <remarks>Linear layers and convolutions are shared, norms are each modality's own. Field names are the checkpoint's keys, in its order.</remarks>
public sealed class MixBlock : nn.Module<TokenGrid, TokenDecision?, TokenGrid>
{
    private readonly ModalLayer norm1;
    private readonly ReducedAttention attn;
    private readonly ModalLayer norm2;
    private readonly MixMlp mlp;
    private readonly MixFamily _family;
    private readonly double _dropPath;

    public MixBlock(MixFamily family, BlockShape shape) : base(nameof(MixBlock))
    {
        (_family, _dropPath) = (family, shape.DropPath);
        norm1 = family.Norm(shape.Width);
        attn = new(family, shape);
        norm2 = family.Norm(shape.Width);
        mlp = new(family, shape.Width);
        RegisterComponents();
    }

    /// <summary>The scales of its norms, whose channels may be exchanged: of each norm, M of [C].</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> NormScales => [Scales(norm1), Scales(norm2)];

    /// <param name="input">[B, N, C] of each modality</param>
    /// <param name="decision">on what attention gives, before it is added; null: it is added as it is</param>
    /// <returns>[B, N, C] of each modality</returns>
    public override TokenGrid forward(TokenGrid input, TokenDecision? decision)
    {
        using var scope = NewDisposeScope();
        var attended = attn.call(Normed(norm1, input));
        var x = input with { Tokens = Added(input.Tokens, decision is null ? attended : decision.Apply(attended)) };
        return (x with { Tokens = Added(x.Tokens, mlp.call(Normed(norm2, x))) }).MoveToOuterDisposeScope();
    }

    private TokenGrid Normed(ModalLayer norm, TokenGrid input)
    {
        Tensor[] normed = norm.call(input.Tokens);
        return input with { Tokens = _family.ChannelThreshold is { } threshold ? ChannelSubstitution.Apply(normed, Scales(norm), threshold) : normed };
    }

    private Tensor[] Scales(ModalLayer norm) => norm.Scales(_family.Modalities);

    private Tensor[] Added(Tensor[] tokens, Tensor[] branch) => tokens.Each(branch, (own, added) => own + Drop(added));

    // Stochastic depth: a sample's branch is left out, and the others scaled up to keep the mean; each modality draws for itself.
    private Tensor Drop(Tensor branch)
    {
        if (!training || _dropPath == 0)
            return branch;
        double keep = 1 - _dropPath;
        return branch * rand([branch.shape[0], 1, 1], device: branch.device).add(keep).floor() / keep;
    }
}
