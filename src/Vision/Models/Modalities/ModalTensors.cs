using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Arithmetic on lists of one tensor per modality.</summary>
internal static class ModalTensors
{
    public static Tensor[] Each(this Tensor[] modalities, Func<Tensor, Tensor> change) => Array.ConvertAll(modalities, own => change(own));

    public static Tensor[] Each(this Tensor[] modalities, Tensor[] others, Func<Tensor, Tensor, Tensor> join) =>
        [.. modalities.Zip(others, join)];

    public static Tensor[] Plus(this Tensor[] modalities, Tensor[] others) => modalities.Each(others, (own, other) => own + other);

    /// <summary>Each resized to [H, W].</summary>
    public static Tensor[] Resized(this Tensor[] maps, long[] size) =>
        maps.Each(map => nn.functional.interpolate(map, size, mode: InterpolationMode.Bilinear, align_corners: true));

    /// <summary>Several lists of maps, concatenated modality by modality along the channels.</summary>
    public static Tensor[] Joined(params IReadOnlyList<Tensor[]> lists) =>
        [.. Enumerable.Range(0, lists[0].Length).Select(m => cat([.. lists.Select(list => list[m])], 1))];

    public static Tensor[] MoveToOuterDisposeScope(this Tensor[] modalities) => modalities.Each(own => own.MoveToOuterDisposeScope());

    /// <summary>The mean of the modalities' outputs; only its weights learn through it.</summary>
    /// <param name="weights">one of each output</param>
    public static Tensor Ensemble(this Tensor[] outputs, Tensor weights)
    {
        using var scope = NewDisposeScope();
        return outputs.Select((own, m) => weights[m] * own.detach()).Aggregate((sum, own) => sum + own).MoveToOuterDisposeScope();
    }
}
