using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>One decoder layer: object candidates look at each other, then at the points.</summary>
/// <remarks>B clouds, C channels, Q candidates, P points. Field names are the checkpoint's keys.</remarks>
public sealed class DecoderLayer : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor?, Tensor>
{
    private readonly MultiheadAttention self_attn, multihead_attn;
    private readonly Linear linear1, linear2;
    private readonly LayerNorm norm1, norm2, norm3;
    private readonly Dropout dropout;
    private readonly PositionEmbedding? self_posembed, cross_posembed;
    private readonly bool _keyPositionsLearn;

    /// <param name="config">the network's</param>
    /// <param name="layer">from 0</param>
    public DecoderLayer(GroupFreeConfig config, int layer) : base(nameof(DecoderLayer))
    {
        _keyPositionsLearn = layer == 0 || !config.FirstKeyPositionsOnly;
        self_attn = nn.MultiheadAttention(config.Channels, config.Heads, config.Dropout);
        multihead_attn = nn.MultiheadAttention(config.Channels, config.Heads, config.Dropout);
        linear1 = nn.Linear(config.Channels, config.FeedForward);
        linear2 = nn.Linear(config.FeedForward, config.Channels);
        norm1 = nn.LayerNorm(config.Channels);
        norm2 = nn.LayerNorm(config.Channels);
        norm3 = nn.LayerNorm(config.Channels);
        dropout = nn.Dropout(config.Dropout);
        self_posembed = PositionEmbedding.Of(config.SelfPosition, config.Channels);
        cross_posembed = PositionEmbedding.Of(config.CrossPosition, config.Channels);
        RegisterComponents();
        foreach (var (_, parameter) in named_parameters())
        {
            if (parameter.dim() > 1)
                nn.init.xavier_uniform_(parameter);
        }
    }

    /// <param name="query">[B, C, Q] candidate features</param>
    /// <param name="key">[B, C, P] point features</param>
    /// <param name="queryPosition">[B, Q, 3 or 6] each candidate's current centre, or centre and size</param>
    /// <param name="keyXyz">[B, P, 3] point positions</param>
    /// <param name="unplaced">[B, P] whether a key gets no position; null: all get theirs</param>
    /// <returns>[B, C, Q] refined candidate features</returns>
    public override Tensor forward(Tensor query, Tensor key, Tensor queryPosition, Tensor keyXyz, Tensor? unplaced)
    {
        using var scope = NewDisposeScope();
        var at = Embed(self_posembed, queryPosition);                                       // [Q, B, C] or null
        var keyAt = Embed(cross_posembed, keyXyz);                                          // [P, B, C] or null
        if (unplaced is not null && keyAt is not null)
            keyAt = where(unplaced.t().unsqueeze(-1), zeros_like(keyAt), keyAt);
        var k = Add(key.permute(2, 0, 1), _keyPositionsLearn ? keyAt : keyAt?.detach());    // [P, B, C]
        var x = query.permute(2, 0, 1);                                                     // [Q, B, C]

        var self = Add(x, at);
        x = norm1.call(x + dropout.call(Attend(self_attn, self, self)));
        x = norm2.call(x + dropout.call(Attend(multihead_attn, Add(x, at), k)));
        x = norm3.call(x + dropout.call(linear2.call(dropout.call(nn.functional.relu(linear1.call(x))))));
        return x.permute(1, 2, 0).MoveToOuterDisposeScope();
    }

    // Values carry the position embedding too; the published weights were trained that way.
    private static Tensor Attend(MultiheadAttention attention, Tensor query, Tensor key) =>
        attention.call(query, key, key, need_weights: false).Item1;

    private static Tensor? Embed(PositionEmbedding? embedding, Tensor position) => embedding?.call(position).permute(2, 0, 1);

    private static Tensor Add(Tensor x, Tensor? position) => position is null ? x : x + position;
}
