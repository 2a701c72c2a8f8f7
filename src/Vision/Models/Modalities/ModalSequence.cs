using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>Layers on lists of one tensor per modality, one after the other; their keys are "0", "1", ...</summary>
public sealed class ModalSequence : nn.Module<Tensor[], Tensor[]>
{
    private readonly IReadOnlyList<nn.Module<Tensor[], Tensor[]>> _layers;

    public ModalSequence(params IReadOnlyList<nn.Module<Tensor[], Tensor[]>> layers) : base(nameof(ModalSequence))
    {
        _layers = layers;
        for (int i = 0; i < layers.Count; i++)
            register_module($"{i}", layers[i]);
    }

    public override Tensor[] forward(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor[] x = modalities;
        foreach (nn.Module<Tensor[], Tensor[]> layer in _layers)
            x = layer.call(x);
        scope.MoveToOuter(x);
        return x;
    }
}
