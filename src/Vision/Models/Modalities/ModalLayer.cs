using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>A layer of a network whose every activation is a list of one tensor per modality.</summary>
/// <remarks>
/// Published networks share what mixes (convolutions, linear layers: key "module") and give each modality its own norms (keys "bn_0",
/// "bn_1", ...). Both forms take and give one tensor per modality, in the same order.
/// </remarks>
public sealed class ModalLayer : nn.Module<Tensor[], Tensor[]>
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _layers;

    private ModalLayer(IReadOnlyList<(string Key, nn.Module<Tensor, Tensor> Layer)> layers) : base(nameof(ModalLayer))
    {
        _layers = [.. layers.Select(own => own.Layer)];
        foreach (var (key, layer) in layers)
            register_module(key, layer);
    }

    /// <summary>One layer that every modality passes; its key is "module".</summary>
    public static ModalLayer Shared(nn.Module<Tensor, Tensor> layer) => new([("module", layer)]);

    /// <summary>A layer for each modality; their keys are the prefix, '_' and the number of the modality.</summary>
    public static ModalLayer Own(string prefix, int modalities, Func<nn.Module<Tensor, Tensor>> make) =>
        new([.. Enumerable.Range(0, modalities).Select(m => ($"{prefix}_{m}", make()))]);

    /// <summary>The layer that a modality passes.</summary>
    public nn.Module<Tensor, Tensor> this[int modality] => _layers[_layers.Count == 1 ? 0 : modality];

    /// <summary>The scale of each modality's norm, [C]; a shared one comes once for each.</summary>
    public Tensor[] Scales(int modalities) => [.. Enumerable.Range(0, modalities).Select(m => this[m].get_parameter("weight")!)];

    public override Tensor[] forward(Tensor[] modalities) => [.. modalities.Select((own, m) => this[m].call(own))];
}
