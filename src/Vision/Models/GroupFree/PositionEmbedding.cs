using Fuse3D.Vision.Models.Norms;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>A learned embedding of positions or boxes.</summary>
public sealed class PositionEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Sequential position_embedding_head;

    public PositionEmbedding(int inputs, int channels) : base(nameof(PositionEmbedding))
    {
        position_embedding_head = nn.Sequential(
            nn.Conv1d(inputs, channels, 1),
            new SyncBatchNorm(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 1));
        RegisterComponents();
    }

    /// <summary>The embedding for a kind of position, or null where there is none.</summary>
    internal static PositionEmbedding? Of(PositionInput input, int channels) => input switch
    {
        PositionInput.Xyz => new(3, channels),
        PositionInput.Box => new(6, channels),
        _ => null,
    };

    /// <param name="position">[B, Q, inputs]</param>
    /// <returns>[B, C, Q]</returns>
    public override Tensor forward(Tensor position)
    {
        using var scope = NewDisposeScope();
        return position_embedding_head.call(position.transpose(1, 2).contiguous()).MoveToOuterDisposeScope();
    }
}
