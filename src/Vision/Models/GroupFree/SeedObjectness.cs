using Fuse3D.Vision.Models.Norms;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.GroupFree;

/// <summary>How close each seed lies to the centre of an object: one logit per seed.</summary>
/// <remarks>B clouds, C channels, P seeds. Field names are the checkpoint's keys.</remarks>
public sealed class SeedObjectness : nn.Module<Tensor, Tensor>
{
    private readonly Conv1d conv1, conv2, conv3;
    private readonly SyncBatchNorm bn1, bn2;

    public SeedObjectness(int channels) : base(nameof(SeedObjectness))
    {
        conv1 = nn.Conv1d(channels, channels, 1);
        bn1 = new(channels);
        conv2 = nn.Conv1d(channels, channels, 1);
        bn2 = new(channels);
        conv3 = nn.Conv1d(channels, 1, 1);
        RegisterComponents();
    }

    /// <param name="features">[B, C, P]</param>
    /// <returns>[B, 1, P] logits</returns>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var x = nn.functional.relu(bn1.call(conv1.call(features)));
        x = nn.functional.relu(bn2.call(conv2.call(x)));
        return conv3.call(x).MoveToOuterDisposeScope();
    }
}
