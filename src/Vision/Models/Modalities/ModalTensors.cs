using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>The same done to the tensor of every modality.</summary>
internal static class ModalTensors
{
    public static Tensor[] Each(this Tensor[] modalities, Func<Tensor, Tensor> change) => Array.ConvertAll(modalities, own => change(own));

    public static Tensor[] Each(this Tensor[] modalities, Tensor[] others, Func<Tensor, Tensor, Tensor> join) =>
        [.. modalities.Zip(others, join)];

    public static Tensor[] MoveToOuterDisposeScope(this Tensor[] modalities) => modalities.Each(own => own.MoveToOuterDisposeScope());

    /// <summary>The mean of the modalities' outputs, weighted by softmax(<paramref name="alpha"/>); only alpha learns through it.</summary>
    /// <param name="weights">[M] softmax of alpha</param>
    public static Tensor Ensemble(this Tensor[] outputs, Tensor weights)
    {
        using var scope = NewDisposeScope();
        return outputs.Select((own, m) => weights[m] * own.detach()).Aggregate((sum, own) => sum + own).MoveToOuterDisposeScope();
    }
}
