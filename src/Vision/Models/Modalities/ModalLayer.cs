using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Fuse3D.Vision.Models.Modalities;

/// <summary>A layer of a network whose every activation is a list of one tensor per modality.</summary>
/// <remarks>
/// Published networks share what mixes (convolutions, linear layers: key "module") and give each modality its own norms (keys "bn_0",
/// "bn_1", ...). Both forms take and give one tensor per modality, in the same order.
/// </remarks>
public sealed class ModalLayer : nn.Module<Tensor[], Tensor[]>, IPreparesInference
{
    private readonly IReadOnlyList<nn.Module<Tensor, Tensor>> _layers;
    private ModalLayer[] _before = [];              // the convolution before this norm; a list, since a field would make it a part of this
    private bool _isNormed;                         // this is a convolution with a norm behind it
    private IPreparedLayer[] _prepared = [];        // this convolution, with its norm if there is one: for each modality, or one for all
    private Tensor[] _stacked = [];                 // the weight of a convolution that all modalities share and no norm is folded into

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

    /// <summary>Says that this is a norm, and that nothing but it takes what a convolution gives.</summary>
    internal ModalLayer Behind(ModalLayer convolution)
    {
        _before = [convolution];
        convolution._isNormed = true;
        return this;
    }

    // Of a norm behind a convolution: that one does the work of both from now on, outside training.
    void IPreparesInference.PrepareInference()
    {
        foreach (ModalLayer convolution in _before)
        {
            int forms = Math.Max(_layers.Count, convolution._layers.Count);
            convolution.Prepare(Enumerable.Range(0, forms).Select(m => PreparedConvolution.Of((Conv2d)convolution[m], (BatchNorm2d)this[m])));
        }

        if (_before.Length == 0 && !_isNormed)
        {
            Prepare(_layers.Select(IPreparedLayer.Of).OfType<IPreparedLayer>());
            _stacked = _layers is [Convolution { weight: { } weight }] ? [weight] : [];
        }
    }

    public override Tensor[] forward(Tensor[] modalities)
    {
        if (!training && _before is [{ _prepared.Length: > 0 }])
            return modalities;
        // Where a weight is larger than what it is multiplied with, reading it takes the time: once for all modalities.
        return !training && modalities.Length > 1 && _stacked is [var weight] && weight.numel() > modalities.Sum(own => own.numel())
            ? Stacked(modalities)
            : [.. modalities.Select(Run)];
    }

    private Tensor Run(Tensor input, int modality) =>
        !training && _prepared.Length > 0 ? _prepared[_prepared.Length == 1 ? 0 : modality].Run(input) : this[modality].call(input);

    private Tensor[] Stacked(Tensor[] modalities)
    {
        using var scope = NewDisposeScope();
        Tensor all = Run(cat(modalities), modality: 0);
        Tensor[] own = [.. modalities.Select((input, m) => all.narrow(0, m * input.shape[0], input.shape[0]))];
        return own.MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Prepare([]);
        base.Dispose(disposing);
    }

    private void Prepare(IEnumerable<IPreparedLayer> forms)
    {
        foreach (IPreparedLayer own in _prepared)
            own.Dispose();
        _prepared = [.. forms];
    }
}
